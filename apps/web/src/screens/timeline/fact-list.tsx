import { useMessages } from '../../messages/use-messages.js';
import { useTimelineTexts } from '../../messages/timeline-texts.js';
import { signOfFact } from '../../model/fact-signs.js';
import { nameIn } from '../../model/names.js';
import { daysOfFacts, type Sorted } from '../../model/timeline-facts.js';
import { FactDate } from '../../parts/fact-date.js';
import { Glyph } from '../../parts/glyph.js';
import type { TimelineItem, TimelineItemList } from '../../types/types.gen.js';
import type { WindowControl } from './use-window.js';

type Names = TimelineItemList['names'];
type Props = Readonly<{ sorted: Sorted; names: Names; windows: WindowControl; open: (eventId: string) => void }>;

/** The facts day by day: the equal of the lanes, and the form on a phone. */
export const FactList = ({ sorted, names, windows: { window, all, settle }, open }: Props) => {
  const tell = useTimelineTexts();
  const { inside, before, after } = sorted;
  return (
    <div class="days">
      {before > 0 && (
        <button type="button" class="plain more" onClick={() => settle({ ...window, from: all.from })}>
          <Glyph name="previous" />
          {tell('list.before', { count: before })}
        </button>
      )}
      <ol>
        {daysOfFacts(inside).map(({ key, facts }) => (
          <li key={key}>
            <h2>
              <FactDate edtf={facts[0].occurredOn ?? ''} style="full" />
            </h2>
            <ul>
              {facts.map((fact) => (
                <OneFact key={fact.eventId} fact={fact} names={names} open={open} />
              ))}
            </ul>
          </li>
        ))}
      </ol>
      {after > 0 && (
        <button type="button" class="plain more" onClick={() => settle({ ...window, to: all.to })}>
          {tell('list.after', { count: after })}
          <Glyph name="next" />
        </button>
      )}
    </div>
  );
};

/** Its line is written by the service, in the language of the page. */
const OneFact = ({ fact, names, open }: Readonly<{ fact: TimelineItem; names: Names; open: Props['open'] }>) => {
  const { say } = useMessages();
  const tell = useTimelineTexts();
  const { eventId, kind, type, title, occurredText, provenance } = fact;
  const sign = signOfFact(fact);
  const reporter =
    provenance?.reportedById === undefined
      ? provenance?.reportedBy
      : nameIn(names, 'representative', provenance.reportedById);
  const by = [reporter, ...(provenance?.sources ?? [])].filter((one) => one !== undefined);
  return (
    <li>
      <i class={'glyph' in sign ? `m ${sign.tone}` : `m ${sign.shape}`} aria-hidden="true">
        {'glyph' in sign && <Glyph name={sign.glyph} />}
      </i>
      <div>
        <button type="button" class="named rec" onClick={() => open(eventId)}>
          {title}
        </button>
        <p class="by">
          {tell(`kinds.${kind}`)}
          {say('text.comma')}
          {tell(`type.${type}`)}
          {occurredText !== undefined && (
            <>
              {' · '}
              {tell('fact.told', { words: occurredText })}
            </>
          )}
          {by.length > 0 && (
            <>
              {' · '}
              <bdi>{by.join(say('text.comma'))}</bdi>
            </>
          )}
          {provenance?.reliability !== undefined && (
            <b class="grade" title={say('drawer.grade')}>
              {provenance.reliability}
            </b>
          )}
        </p>
      </div>
    </li>
  );
};
