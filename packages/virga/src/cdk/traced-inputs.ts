/** What a run of an app looked at. */
export interface TracedInputs {
  /** Absolute paths of the modules it loaded. */
  readonly modules: readonly string[];
  /** Absolute paths of files and folders it looked at, whether they are there or not. */
  readonly paths: readonly string[];
  /** Absolute paths of folders whose entries it listed. */
  readonly listed: readonly string[];
  /** Names of the environment variables it read. */
  readonly variables: readonly string[];
  /** Whether it ran other programs (esbuild, which bundles functions), whose reading is not known. */
  readonly spawned: boolean;
  /** Whether it read in ways that cannot be traced (whole folders copied, globs): then nothing is known for sure. */
  readonly untraceable: boolean;
}
