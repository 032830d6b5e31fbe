import { useMessages } from '../../messages/use-messages.js';
import { useTimelineTexts } from '../../messages/timeline-texts.js';
import { Glyph } from '../../parts/glyph.js';

/** What the signs of the lanes mean. */
export const KeyOfSigns = () => {
  const { say } = useMessages();
  const tell = useTimelineTexts();
  return (
    <ul class="key" aria-label={tell('key.label')}>
      <li>
        <i class="b demo" />
        {tell('key.vague')}
      </li>
      <li>
        <i class="m held demo" />
        {tell('key.held')}
      </li>
      <li>
        <i class="m plan demo" />
        {tell('key.planned')}
      </li>
      <li>
        <i class="m said demo" />
        {tell('key.said')}
      </li>
      <li>
        <i class="m act demo" />
        {tell('key.act')}
      </li>
      <li class="wait">
        <Glyph name="neq" />
        {tell('key.rival')}
      </li>
      {(['in-force', 'not-yet', 'suspended'] as const).map((status) => (
        <li key={status}>
          <i class={`sw seg ${status.replace('-', '')}`} />
          {say(`force.${status}`)}
        </li>
      ))}
      <li>
        <b>3</b>
        {tell('key.count')}
      </li>
      <li>
        <Glyph name="previous" />
        <b>3</b>
        {tell('key.outside')}
      </li>
    </ul>
  );
};
