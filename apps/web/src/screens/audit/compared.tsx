import { useAnswer } from '../../api/queries.js';
import { useAuditTexts } from '../../messages/audit-texts.js';
import { useFactTexts } from '../../messages/fact-texts.js';
import { correctedValues, type Told } from '../../model/corrected.js';
import { fieldText } from '../../model/event-changes.js';
import { FactDate } from '../../parts/fact-date.js';
import { Loading } from '../../parts/loading.js';
import type { EventPage } from '../../types/types.gen.js';

/** What a correction puts right, field by field: as it was first recorded, and as it reads from the correction on. */
export const Compared = ({ correction }: Readonly<{ correction: EventPage }>) => {
  const { corrects, names } = correction;
  return corrects === undefined ? null : <Fields correction={correction} of={corrects.eventId} names={names} />;
};

type Props = Readonly<{ correction: EventPage; of: string; names: EventPage['names'] }>;
const Fields = ({ correction, of, names }: Props) => {
  const tell = useAuditTexts();
  const tellFact = useFactTexts();
  const { data, error } = useAnswer<EventPage>(`/v1/events/${encodeURIComponent(of)}`);
  const { changes } = correction.data as Readonly<{ changes?: Readonly<Record<string, unknown>> }>;
  if (data === undefined || changes === undefined)
    return error === null ? (
      <Loading>{tellFact('fact.loading')}</Loading>
    ) : (
      <p role="alert">{tell('audit.comparedFailed')}</p>
    );
  const first = data.body.asRecorded ?? data.body;
  const rows = correctedValues(first, changes, { ...data.body.names, ...names });
  if (rows.length === 0) return <p class="small">{tell('audit.nothingPutRight')}</p>;
  return (
    <table class="cmp">
      <caption class="vh">{tell('audit.putRightOf')}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span class="vh">{tell('audit.field')}</span>
          </th>
          <th scope="col">{tell('audit.said')}</th>
          <th scope="col">{tell('audit.reads')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, before, after }) => (
          <tr key={key}>
            <th scope="row" lang="en">
              {fieldText(key)}
            </th>
            <td class="was">
              <Value of={key} told={before} />
            </td>
            <td>
              <Value of={key} told={after} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const WORDS = { yes: 'audit.yes', no: 'audit.no', unnamed: 'audit.unnamed' } as const;

const Value = ({ of, told }: Readonly<{ of: string; told: Told | undefined }>) => {
  const tell = useAuditTexts();
  if (told === undefined) return <span class="dim">{tell('audit.none')}</span>;
  if (told.is !== 'text') return <span class={told.is === 'unnamed' ? 'dim' : undefined}>{tell(WORDS[told.is])}</span>;
  const { text } = told;
  if (of === '/occurredOn') return <FactDate edtf={text} style="long" />;
  return (
    <span class="rec" dir="auto">
      {text}
    </span>
  );
};
