import { useState } from 'preact/hooks';
import { isolate } from '#messages/languages.js';
import { useAuditTexts } from '../../messages/audit-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import { instantText } from '../../model/instants.js';
import { Glyph } from '../../parts/glyph.js';
import { saveText } from '../../parts/save-text.js';
import type { Told } from './note-of.js';

/** A checkpoint: what is signed, by whom, and how to keep it. */
export const CheckpointCard = ({ title, told }: Readonly<{ title: string | undefined; told: Told }>) => {
  const tell = useAuditTexts();
  const { language } = useMessages();
  const { note, origin, size, root, cosignatures } = told;
  const [copied, setCopied] = useState<Readonly<{ note: string; is: 'audit.copied' | 'audit.notCopied' }>>();
  const copy = () =>
    void navigator.clipboard.writeText(note).then(
      () => setCopied({ note, is: 'audit.copied' }),
      () => setCopied({ note, is: 'audit.notCopied' }),
    );
  return (
    <>
      {title !== undefined && <h3>{title}</h3>}
      <dl class="facts">
        <dt>{tell('audit.log')}</dt>
        <dd>
          <bdi>{origin}</bdi>
        </dd>
        <dt>{tell('audit.size')}</dt>
        <dd>{tell('audit.entries', { count: size })}</dd>
        <dt>{tell('audit.root')}</dt>
        <dd>
          <code dir="ltr">{root}</code>
        </dd>
      </dl>
      <ul class="signed">
        <li>{tell('audit.signedBy', { name: isolate(origin) })}</li>
        {cosignatures.map(({ name, at }, n) => (
          <li key={n}>
            {tell('audit.cosignedBy', { name: isolate(name) })}
            {at !== undefined && <span class="dim">{instantText(at, language)}</span>}
          </li>
        ))}
        {cosignatures.length === 0 && (
          <li>
            <span class="wait">
              <Glyph name="warn" />
              {tell('audit.onlyLog')}
            </span>
          </li>
        )}
      </ul>
      <p class="small dim">
        {cosignatures.length === 0
          ? tell('audit.onlyLogMeans')
          : `${tell('audit.unchecked')} ${tell('audit.witnessMeans')}`}
      </p>
      <p class="buttons">
        <button type="button" class="btn" onClick={() => saveText(`checkpoint-${size}.txt`, note)}>
          {tell('audit.save')}
        </button>
        <button type="button" class="btn" onClick={copy}>
          {tell('audit.copy')}
        </button>
      </p>
      <p class="small" role="status">
        {copied?.note === note ? tell(copied.is) : tell('audit.keep')}
      </p>
    </>
  );
};
