import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Alerts } from './alerts/page.tsx';
import { get, whenSignedOut } from './api.ts';
import { Frame } from './frame.tsx';
import { Help } from './help.tsx';
import { followLinks, hrefOf, type Place, usePlace } from './location.ts';
import { loadOverview } from './overview.ts';
import { Destinations } from './pages/destinations.tsx';
import { Ledger } from './pages/ledger.tsx';
import { OverviewPage } from './pages/overview.tsx';
import { Routes } from './pages/routes.tsx';
import { Sandbox } from './pages/sandbox.tsx';
import { Silences } from './pages/silences.tsx';
import { Sources } from './pages/sources.tsx';
import { Empty, Messages } from './parts/feedback.tsx';
import { setSession } from './person.ts';
import { usePolled } from './polling.ts';
import { SignIn } from './sign-in.tsx';
import './style/base.css';
import './style/drawing.css';
import './style/frame.css';
import './style/list.css';
import './style/pages.css';
import './style/parts.css';
import './style/narrow.css';
import type { SandboxInfo, SessionInfo, SourceInfo } from './types.ts';

function Page({
  place,
  known,
}: {
  readonly place: Place;
  readonly known: Readonly<Record<string, readonly string[]>>;
}) {
  const [page = 'alerts'] = place.parts;
  switch (page) {
    case 'alerts':
      return <Alerts place={place} known={known} />;
    case 'destinations':
      return <Destinations />;
    case 'sources':
      return <Sources />;
    case 'routes':
      return <Routes place={place} />;
    case 'silences':
      return <Silences />;
    case 'ledger':
      return <Ledger />;
    case 'overview':
      return <OverviewPage place={place} />;
    case 'sandbox':
      return <Sandbox place={place} />;
    default:
      return (
        <Empty title="There is no such page">
          <p>
            <a href={hrefOf(['alerts'])}>Go to the alerts</a>
          </p>
        </Empty>
      );
  }
}

function Console() {
  const place = usePlace();
  const [isHelp, setHelp] = useState(false);
  const { value: overview, error } = usePolled(5_000, loadOverview);
  const { value: sources } = usePolled(60_000, () => get<{ sources: SourceInfo[] }>('/v1/sources'));
  const [hasSandbox, setSandbox] = useState(false);
  useEffect(() => {
    // It cannot change while the page is open; without an answer there is no link to it.
    get<SandboxInfo>('/v1/sandbox').then(
      ({ isRunning }) => setSandbox(isRunning),
      () => undefined,
    );
  }, []);
  const known = { source: sources?.sources.map(({ id }) => id) ?? [], destination: overview?.destinations ?? [] };
  return (
    <Frame place={place} overview={overview} error={error} hasSandbox={hasSandbox} onHelp={() => setHelp(true)}>
      <Page place={place} known={known} />
      {isHelp ? <Help onClose={() => setHelp(false)} /> : null}
    </Frame>
  );
}

function App() {
  const [session, setState] = useState<SessionInfo | 'none'>();
  const begin = (info: SessionInfo): void => {
    setSession(info);
    setState(info);
  };
  useEffect(() => {
    whenSignedOut(() => setState('none'));
    get<SessionInfo>('/v1/session').then(begin, () => setState('none'));
    addEventListener('click', followLinks);
    return () => removeEventListener('click', followLinks);
  }, []);
  return (
    <>
      {session === 'none' ? <SignIn onSignedIn={begin} /> : null}
      {session === undefined || session === 'none' ? null : <Console />}
      <Messages />
    </>
  );
}

/** Messages link to `#/alerts/{id}`, which no server sees; here it becomes the address that can be pasted. */
function followHash(): void {
  const [, id] = /^#\/alerts\/([^/?#]+)$/.exec(location.hash) ?? [];
  if (id !== undefined) history.replaceState(undefined, '', `${hrefOf(['alerts'])}/${id}`);
}

followHash();
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
