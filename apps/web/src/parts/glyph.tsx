/** Signs stand beside the word that names them, so they are hidden from a screen reader. */
const FILLED = {
  demand: 'M2 2h12v12H2z',
  redline: 'M5 1h6l4 4v6l-4 4H5l-4-4V5z',
  reservation: 'M8 1.5 15.5 14.5H.5z',
  offer: 'M8 1.4a6.6 6.6 0 1 1 0 13.2A6.6 6.6 0 0 1 8 1.4z',
  hence: 'M8 1.6a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM3.2 10a2 2 0 1 1 0 4 2 2 0 0 1 0-4zm9.6 0a2 2 0 1 1 0 4 2 2 0 0 1 0-4z',
} as const;
const DRAWN = {
  harder: 'M3 13 12 4M5.5 3.5H12.5V10.5',
  softer: 'M3 3 12 12M5.5 12.5H12.5V5.5',
  same: 'M1.5 8H13M9 3.5 13.5 8 9 12.5',
  yes: 'M2 8.5 6.2 13 14 3.5',
  no: 'M3 3 13 13M13 3 3 13',
  unclear: 'M4.2 5.2C4.2 .8 11.6 1 11.6 5 11.6 8 8 7.6 8 10.6M8 13v1.8',
  open: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2z',
  warn: 'M8 1.8 15 14.2H1zM8 6v4M8 11.6v1.2',
  neq: 'M2 5.5h12M2 10.5h12M11 1.5 5 14.5',
  clock: 'M8 1.6a6.4 6.4 0 1 1 0 12.8A6.4 6.4 0 0 1 8 1.6zM8 4.2V8l2.6 1.8',
  previous: 'M10.5 3 5.5 8l5 5',
  next: 'M5.5 3l5 5-5 5',
  first: 'M12 3 7 8l5 5M4 3v10',
  last: 'M4 3l5 5-5 5M12 3v10',
  previousFix: 'M6.5 3.5 2 8l4.5 4.5M11.5 4.5 15 8l-3.5 3.5L8 8z',
  nextFix: 'M9.5 3.5 14 8l-4.5 4.5M4.5 4.5 8 8l-3.5 3.5L1 8z',
} as const;
/** These point in the direction of reading. */
const TURNS: readonly string[] = [
  'harder',
  'softer',
  'same',
  'previous',
  'next',
  'first',
  'last',
  'previousFix',
  'nextFix',
];

export type GlyphName = keyof typeof FILLED | keyof typeof DRAWN;

export const Glyph = ({ name }: Readonly<{ name: GlyphName }>) => {
  const drawn = name in DRAWN;
  const path = drawn ? DRAWN[name as keyof typeof DRAWN] : FILLED[name as keyof typeof FILLED];
  const classes = ['g', drawn && 'line', TURNS.includes(name) && 'mirror'].filter(Boolean).join(' ');
  return (
    <svg class={classes} viewBox="0 0 16 16" aria-hidden="true">
      <path d={path} />
    </svg>
  );
};
