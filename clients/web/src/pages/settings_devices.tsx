import { AccountService, type Device } from '@ourplace/sdk';
import { useSession } from '../account.ts';
import { Icon } from '../parts/icon.tsx';
import { Title } from '../parts/title.tsx';
import { toast } from '../parts/toast.tsx';
import { go } from '../router.ts';
import { settingsWords } from '../words/pages/settings.ts';
import { fromMicros, moment } from '../words/times.ts';
import { Act } from './parts/act.tsx';
import { BackTo } from './parts/back_to.tsx';
import { Showing, useFetched } from './parts/fetched.tsx';

/** Where the member is signed in, and how to end that. */
export default function DevicesPage() {
  const session = useSession();
  const words = settingsWords();
  const version = session.overview.devicesChanged.value;
  const fetched = useFetched(`${version}`, () => session.connection.call(AccountService.method.listDevices, {}));
  return (
    <div class="page">
      <header class="stack stack--s">
        <BackTo href="/more" words={words.more} />
        <Title text={words.devices} />
        <p class="soft">{words.devicesHint}</p>
      </header>
      <Showing fetched={fetched} loading={words.fetchingDevices}>
        {({ devices }) => (
          <ul class="list boxed">
            {devices.map((device) => (
              <DeviceLine key={device.sessionId} device={device} removed={fetched.again} />
            ))}
          </ul>
        )}
      </Showing>
      <section class="card">
        <p>{words.signOutEverywhereHint}</p>
        <div class="actions">
          <Act
            kind="harm"
            words={words.signOutEverywhere}
            busy={words.signingOut}
            run={async () => {
              await session.signOut(true);
              go('/sign-in');
            }}
          />
        </div>
      </section>
    </div>
  );
}

function DeviceLine({ device, removed }: { device: Device; removed: () => void }) {
  const session = useSession();
  const words = settingsWords();
  const signOut = async () => {
    if (device.isThisDevice) {
      await session.signOut(false);
      go('/sign-in');
      return;
    }
    await session.connection.call(AccountService.method.removeDevice, { sessionId: device.sessionId });
    toast({ words: words.deviceOut(device.label) });
    removed();
  };
  return (
    <li class="person">
      <div class="line grow">
        <Icon name="phone" />
        <span class="grow">
          <span class="name strong" dir="auto">
            {device.label}
          </span>
          {device.isThisDevice && (
            <span>
              <span class="tag tag--moss">
                <Icon name="tick" small />
                {words.thisDevice}
              </span>
            </span>
          )}
          <span class="small soft">
            {words.signedIn(moment(fromMicros(device.signedInAtUs)))},{' '}
            {words.lastSeen(moment(fromMicros(device.lastSeenAtUs)))}
          </span>
        </span>
      </div>
      <Act
        small
        words={device.isThisDevice ? words.signOut : words.signOutDevice}
        busy={words.signingOut}
        about={device.label}
        run={signOut}
      />
    </li>
  );
}
