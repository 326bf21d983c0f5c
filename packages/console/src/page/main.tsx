import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { InboxPage } from "./inbox-page.tsx";
import { OverviewPage } from "./overview-page.tsx";
import { useRefreshed } from "./refreshed.ts";
import { health } from "./runtime-api.ts";
import { TracesPage } from "./traces-page.tsx";

const pages = [
  { name: "Overview", hash: "#/", Page: OverviewPage },
  { name: "Inbox", hash: "#/inbox", Page: InboxPage },
  { name: "Traces", hash: "#/traces", Page: TracesPage },
] as const;

function Console() {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = () => setHash(location.hash);
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  const { value, error } = useRefreshed(health);
  const shown = pages.find((page) => page.hash === hash) ?? pages[0];
  return (
    <>
      <header>
        <strong>Virga</strong>
        <nav>
          {pages.map(({ name, hash: target }) => (
            <a key={target} href={target} aria-current={target === shown.hash ? "page" : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <span class={error ? "clock bad" : "clock"}>{error ? "does not answer" : value?.now}</span>
      </header>
      <main>
        <shown.Page />
      </main>
    </>
  );
}

render(<Console />, document.body);
