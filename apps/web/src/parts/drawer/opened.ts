/** What a drawer shows: a thing of the record. */
export type Opened = Readonly<{
  kind: 'position' | 'measure' | 'meeting' | 'commitment' | 'dispute';
  id: string;
  title: string;
}>;
