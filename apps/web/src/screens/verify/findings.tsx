import type { Finding } from '#ledger/audit/finding.js';
import { onOneLine } from '#ledger/audit/report.js';
import type { FileVerdict } from '#ledger/audit/verify-file.js';
import { useMessages } from '../../messages/use-messages.js';
import { useVerifyTexts } from '../../messages/verify-texts.js';

/** What is wrong, and where, in the words of the command line. */
export const Findings = ({ verdict: { kind, audit } }: Readonly<{ verdict: FileVerdict }>) => {
  const tell = useVerifyTexts();
  const { findings } = audit;
  const more = kind === 'audit-file' ? audit.more : 0;
  return (
    <>
      <h3>{tell('verify.findings', { count: findings.length + more })}</h3>
      <ol class="findings">
        {findings.map((finding) => (
          <Line key={`${finding.code} ${finding.index} ${finding.because}`} finding={finding} />
        ))}
      </ol>
      {more > 0 && <p class="small">{tell('verify.moreFindings', { count: more })}</p>}
    </>
  );
};

const Line = ({
  finding: { code, because, index, line, stream, revision, eventId },
}: Readonly<{ finding: Finding }>) => {
  const tell = useVerifyTexts();
  const { say } = useMessages();
  const places = [
    ...(index === undefined ? [] : [tell('verify.place.event', { index })]),
    ...(line === undefined ? [] : [tell('verify.place.line', { line })]),
  ];
  return (
    <li>
      <p class="small">
        {places.length > 0 && <b>{places.join(say('text.comma'))}</b>} <code>{code}</code>
      </p>
      <p lang="en" dir="ltr">
        {onOneLine(because)}
      </p>
      {stream !== undefined && (
        <p class="by">
          {onOneLine(tell('verify.revision', { stream, revision: revision ?? 0 }))}
          {eventId !== undefined && (
            <>
              {say('text.comma')}
              <bdi>{onOneLine(eventId)}</bdi>
            </>
          )}
        </p>
      )}
    </li>
  );
};
