import { useRef } from 'preact/hooks';
import { useAuditTexts } from '../../messages/audit-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import { instantText } from '../../model/instants.js';
import { isPutRight, nearestTo, placeOn, strideFrom, strideOf, stretchAround } from '../../model/strip.js';
import { percent } from '../../parts/time/percent.js';
import type { EventLine } from '../../types/types.gen.js';

/** More marks than that stand too close to each other to be told apart. */
const MOST_MARKS = 200;

type Props = Readonly<{ events: readonly EventLine[]; at: number; step: (at: number) => void }>;

/** One mark for each event, in the order of recording; diamonds are corrections, hollow ones voidings. It is one control: focus stays on it. */
export const Strip = ({ events, at, step }: Props) => {
  const tell = useAuditTexts();
  const { say, language } = useMessages();
  const track = useRef<HTMLDivElement>(null);
  const stretch = stretchAround(at, events.length, MOST_MARKS);
  const place = placeOn(stretch, at);
  const event = events[at]!;
  const what = isPutRight(event) && tell(event.type === 'RecordVoided' ? 'audit.voiding' : 'audit.correction');
  const onKeyDown = (pressed: KeyboardEvent) => {
    if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return;
    const stride = strideOf(pressed, document.documentElement.dir === 'rtl');
    if (stride === undefined) return;
    pressed.preventDefault();
    step(strideFrom(at, stride, events));
  };
  const onPointer = (pointer: PointerEvent) => {
    const box = track.current!.getBoundingClientRect();
    const isRightToLeft = document.documentElement.dir === 'rtl';
    const part = (isRightToLeft ? box.right - pointer.clientX : pointer.clientX - box.left) / box.width;
    step(nearestTo(stretch, part));
  };
  return (
    <div
      class="strip"
      role="slider"
      tabIndex={0}
      aria-label={tell('audit.strip')}
      aria-valuemin={1}
      aria-valuemax={events.length}
      aria-valuenow={at + 1}
      aria-valuetext={[tell('audit.place', { n: at + 1, count: events.length }), what, event.title]
        .filter(Boolean)
        .join(say('text.comma'))}
      onKeyDown={onKeyDown}
      onPointerDown={(pointer) => {
        pointer.currentTarget.setPointerCapture(pointer.pointerId);
        onPointer(pointer);
      }}
      onPointerMove={(pointer) => pointer.currentTarget.hasPointerCapture(pointer.pointerId) && onPointer(pointer)}
    >
      <div class="track" ref={track}>
        {events.slice(stretch.from, stretch.to).map((one, n) => (
          <i
            key={one.eventId}
            class={marked(one, stretch.from + n > at)}
            style={{ '--x': percent(placeOn(stretch, stretch.from + n)) }}
          />
        ))}
        <span class={place > 0.9 ? 'hair end' : place < 0.1 ? 'hair begin' : 'hair'} style={{ '--x': percent(place) }}>
          <span class="flag">{at + 1}</span>
        </span>
      </div>
      <p class="ends" aria-hidden="true">
        <End
          n={stretch.from}
          event={events[stretch.from]!}
          more={stretch.from}
          id="audit.earlier"
          language={language}
        />
        <End
          n={stretch.to - 1}
          event={events[stretch.to - 1]!}
          more={events.length - stretch.to}
          id="audit.later"
          language={language}
        />
      </p>
    </div>
  );
};

const marked = ({ type, inEffect }: EventLine, isLater: boolean): string =>
  ['mark', isPutRight({ type }) && 'fix', type === 'RecordVoided' && 'void', !inEffect && 'off', isLater && 'later']
    .filter(Boolean)
    .join(' ');

type EndProps = Readonly<{
  n: number;
  event: EventLine;
  /** How many there are beyond it. */
  more: number;
  id: 'audit.earlier' | 'audit.later';
  language: Parameters<typeof instantText>[1];
}>;
const End = ({ n, event, more, id, language }: EndProps) => {
  const tell = useAuditTexts();
  return (
    <span>
      {more > 0 && <b>{tell(id, { count: more })} · </b>}
      {n + 1}, {instantText(event.recordedAt, language)}
    </span>
  );
};
