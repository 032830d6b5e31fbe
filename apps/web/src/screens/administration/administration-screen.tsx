import { useLayoutEffect, useState } from 'preact/hooks';
import { useLocation, useSearch } from 'wouter-preact';
import { useAnswer } from '../../api/queries.js';
import { useAdministrationTexts } from '../../messages/administration-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import { listText } from '../../model/dates.js';
import { idIn } from '../../model/id-in.js';
import { highWater } from '../../model/marking.js';
import { Feeds } from '../../parts/feeds/feeds.js';
import { useFeeds } from '../../parts/feeds/use-feeds.js';
import { Screen } from '../../parts/screen.js';
import { Top } from '../../parts/top.js';
import { useOverviews } from '../../parts/use-screens.js';
import { useTitle } from '../../parts/use-title.js';
import type { ListedNegotiation, Me } from '../../types/types.gen.js';
import { Access } from './access/access.js';
import { hasAccess } from './access/people.js';
import { type Grants, useGrants } from './access/use-grants.js';
import { Choose } from './choose.js';
import { TwoPeople } from './two-people/two-people.js';
import { useApprovals } from './two-people/use-approvals.js';
import { usePageMarkings } from './two-people/use-pages.js';
import { useTyped } from './use-typed.js';
import { useWebhooks } from './webhooks/use-webhooks.js';
import { Webhooks } from './webhooks/webhooks.js';
import { useAdministration } from './use-administration.js';

/** Each part is for who may use it; the others are told who may. */
export const AdministrationScreen = () => {
  const { say } = useMessages();
  const tell = useAdministrationTexts();
  const [path, navigate] = useLocation();
  const asked = new URLSearchParams(useSearch());
  const [named, lower] = ['negotiation', 'lower'].map((name) => idIn(asked.get(name) ?? ''));
  const seen = revisionIn(asked.get('seen'));
  const { data: me } = useAnswer<Me>('/v1/me');
  const { answer, ...more } = useAdministration();
  const first = answer?.body.negotiations[0]?.id;
  const chosen = named ?? first;
  /** What else the address says stays: it may say more by now than when this was shown. */
  const hold = (name: string, value: string) => {
    const said = new URLSearchParams(location.search);
    said.set(name, value);
    navigate(`${path}?${said}`, { replace: true });
  };
  // Another negotiation may be the first one later, under a form that is filled. Before anybody can choose one: an effect could come after that.
  useLayoutEffect(() => {
    if (named === undefined && first !== undefined) hold('negotiation', first);
  }, [named, first]);
  const grants = useGrants(chosen, me?.body.may.includes('read-grants') === true);
  // What is shown once stays, whatever becomes of the rest of the screen.
  const webhooks = useWebhooks(me?.body.may.includes('read') === true);
  const feeds = useFeeds();
  const { type, mayLeave } = useTyped(tell('admin.unsaved'));
  const approvals = useApprovals(chosen, me?.body.may.includes('read') === true);
  const lists = [answer, grants.answer, approvals.answer].flatMap((one) => one?.body.markings ?? []);
  const isLowering = lower !== undefined && me?.body.may.includes('approve-marking') === true;
  const [asking, setAsking] = useState<readonly string[]>([]);
  const shownEvents = [...approvals.inForce.map(({ eventId }) => eventId), ...asking, ...(isLowering ? [lower] : [])];
  const pages = usePageMarkings([...new Set(shownEvents)]);
  const marking = answer && highWater([...lists, ...pages], answer.body.levels);
  const screens = useOverviews('administration');
  useTitle(say('administration.title'));
  const choose = (negotiation: string) => {
    // What is typed about one negotiation is not for another one.
    const isLeft = mayLeave();
    if (isLeft) navigate(addressOf(path, negotiation));
    return isLeft;
  };
  return (
    <div class="ad">
      <Screen
        top={<Top skip={tell('admin.skip')} screens={screens} />}
        shown={{ answer: answer && { ...answer, body: { ...answer.body, marking } }, ...more }}
        loading={tell('admin.loading')}
      >
        {({ me: reader, negotiations, levels }) => (
          <>
            <Head me={reader} title={negotiations.find(({ id }) => id === chosen)?.title} grants={grants} />
            <Choose me={reader} negotiations={negotiations} chosen={chosen} choose={choose} />
            <Access me={reader} negotiations={negotiations} chosen={chosen} grants={grants} type={type} />
            <TwoPeople
              me={reader}
              negotiation={chosen}
              approvals={approvals}
              lower={lower}
              seen={seen}
              see={(revision) => hold('seen', revision)}
              lowered={() => navigate(addressOf(path, chosen), { replace: true })}
              levels={levels}
              shows={setAsking}
              type={type}
            />
            <Webhooks me={reader} negotiations={negotiations} asked={webhooks} type={type} />
            {reader.may.includes('read') && <Feeds negotiations={negotiations} control={feeds} type={type} />}
          </>
        )}
      </Screen>
    </div>
  );
};

const revisionIn = (text: string | null): string | undefined => /^\d{1,15}$/.exec(text ?? '')?.[0];

const addressOf = (path: string, negotiation: string | undefined): string =>
  negotiation === undefined ? path : `${path}?negotiation=${negotiation}`;

type HeadProps = Readonly<{ me: Me; title: ListedNegotiation['title'] | undefined; grants: Grants }>;
const Head = ({ me, title, grants: { answer } }: HeadProps) => {
  const { say, language } = useMessages();
  const tell = useAdministrationTexts();
  const roles = listText(
    me.roles.map((role) => tell(`role.${role}`)),
    language,
  );
  const count = answer?.body.items.filter(hasAccess).length;
  return (
    <header class="lede">
      <div class="crumb">
        <h1>{say('administration.title')}</h1>
        <span class="dim">{me.roles.length === 0 ? tell('admin.noRoles') : tell('admin.roles', { roles })}</span>
      </div>
      <p class="headline">
        {title !== undefined && count !== undefined ? tell('admin.has', { count, title }) : tell('admin.headline')}
      </p>
    </header>
  );
};
