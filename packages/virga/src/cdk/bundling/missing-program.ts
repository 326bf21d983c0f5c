/** Where people get the programs that bundling runs. */
const sources: Readonly<Record<string, string>> = {
  go: "https://go.dev/dl/",
  python: "https://www.python.org/downloads/",
  python3: "https://www.python.org/downloads/",
  pip: "https://www.python.org/downloads/ (or: python3 -m ensurepip)",
  uv: "https://docs.astral.sh/uv/",
  poetry: "https://python-poetry.org/docs/",
  pipenv: "https://pipenv.pypa.io/",
  node: "https://nodejs.org/",
  npm: "https://nodejs.org/",
  npx: "https://nodejs.org/",
  yarn: "npm install --global yarn",
  pnpm: "npm install --global pnpm",
  bun: "https://bun.sh/",
  esbuild: "npm install --save-dev esbuild",
  tsc: "npm install --save-dev typescript",
  cargo: "https://rustup.rs/",
  dotnet: "https://dotnet.microsoft.com/download",
  mvn: "https://maven.apache.org/download.cgi",
  gradle: "https://gradle.org/install/",
};

/** The program that a failed command did not find, by what it wrote to stderr. */
export function missingProgram(errorOutput: string): string | undefined {
  const patterns = [
    /(?:^|: )([\w.+-]+): command not found/m,
    /^[\w./-]+: (?:line )?\d+: ([\w.+-]+): not found/m,
    /No module named '?(pip)\b/,
  ];
  for (const pattern of patterns) {
    const name = pattern.exec(errorOutput)?.[1];
    if (name !== undefined) return name;
  }
  return undefined;
}

const marker = "virga: bundling needs the program";

/** The line that tells of a missing program. */
export function tellMissing(program: string): string {
  return `${marker} '${program}', which is not on this machine`;
}

/** What to do, if an app's output tells of a missing program. */
export function hintForMissing(output: string): string | undefined {
  const program = new RegExp(`${marker} '([^']+)'`).exec(output)?.[1];
  if (program === undefined) return undefined;
  const source = sources[program];
  return `get '${program}'${source === undefined ? "" : `: ${source}`}; or bundle in containers, where Docker runs: CDK_DOCKER=docker`;
}
