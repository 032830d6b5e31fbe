/** Arrow keys in the lanes: along a line, in the direction of reading, and to the nearest sign of another line. */
export const alongLines = (event: KeyboardEvent & { currentTarget: HTMLTableElement }) => {
  const from = event.target;
  if (!(from instanceof HTMLElement) || from.dataset['x'] === undefined) return;
  const next = targetOf(event.key, from, event.currentTarget);
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
};

const targetOf = (key: string, from: HTMLElement, table: HTMLTableElement): HTMLElement | undefined => {
  const row = from.closest('tr')!;
  const own = signsIn(row);
  const onward = document.documentElement.dir === 'rtl' ? -1 : 1;
  const at = own.indexOf(from);
  switch (key) {
    case 'ArrowRight':
      return own[at + onward];
    case 'ArrowLeft':
      return own[at - onward];
    case 'Home':
      return own[0];
    case 'End':
      return own.at(-1);
    case 'ArrowDown':
    case 'ArrowUp': {
      const rows = [...table.querySelectorAll('tr')].filter((one) => signsIn(one).length > 0);
      const other = rows[rows.indexOf(row) + (key === 'ArrowDown' ? 1 : -1)];
      return other && nearest(signsIn(other), placeOf(from));
    }
    default:
      return undefined;
  }
};

const signsIn = (row: HTMLElement): readonly HTMLElement[] => [...row.querySelectorAll<HTMLElement>('[data-x]')];
const placeOf = (sign: HTMLElement) => Number(sign.dataset['x']);
const nearest = (signs: readonly HTMLElement[], place: number): HTMLElement | undefined =>
  signs.toSorted((a, b) => Math.abs(placeOf(a) - place) - Math.abs(placeOf(b) - place))[0];
