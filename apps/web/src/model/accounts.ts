import type { Board } from '../types/types.gen.js';
import { nameIn } from './names.js';

/** Two accounts of the same thing that differ. `opens`: where both came from. */
export type Rivals = Readonly<{
  key: string;
  about: string;
  field?: string;
  recorded: Account;
  rival: Account;
  opens: Readonly<{ kind: 'dispute' | 'measure'; id: string }>;
}>;
type Account = Readonly<{ text?: string; by?: string }>;

/** Disputed accounts, and figures that differ: neither side is larger. */
export const rivalsOf = ({ disputes, figures, names }: Board): readonly Rivals[] => [
  ...disputes.items.map(({ id, about, field, recordedAccount, rivalAccount, rivalPublisher }) => ({
    key: id,
    about: nameIn(names, about.kind, about.id) ?? '',
    ...(field !== undefined && { field }),
    recorded: recordedAccount === undefined ? {} : { text: recordedAccount },
    rival: { text: rivalAccount, ...(rivalPublisher !== undefined && { by: rivalPublisher }) },
    opens: { kind: 'dispute' as const, id },
  })),
  ...figures.items.map(({ measureId, about, reports: { items } }) => {
    const [first, ...others] = items.map(({ figure, reportedBy, reportedById }) => {
      const by = reportedBy ?? (reportedById && nameIn(names, 'representative', reportedById));
      return { text: figure, ...(by !== undefined && by !== '' && { by }) };
    });
    return {
      key: `${measureId} ${about}`,
      about,
      recorded: first!,
      rival: others.findLast(({ text }) => text !== first!.text)!,
      opens: { kind: 'measure' as const, id: measureId },
    };
  }),
];
