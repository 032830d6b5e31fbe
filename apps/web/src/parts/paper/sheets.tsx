import { useEffect } from 'preact/hooks';
import { LazyTextsProvider } from '../../messages/lazy-texts.js';
import { PAPER_TEXTS, usePaperTexts } from '../../messages/paper-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import { instantText } from '../../model/instants.js';
import type { Moment } from '../../model/moment.js';
import { MomentSaid } from './moment-said.js';
import { usePageNumbers } from './use-page-numbers.js';

/** The moment that a screen shows, or when now was read. */
export type Shown = Readonly<{ moment: Moment | undefined; heardAt: Date | undefined }>;

/** What only paper says: of which moment it is, and "page x of y". Until it is there, nothing is printed. */
export const Sheets = (shown: Shown) => (
  <LazyTextsProvider files={[PAPER_TEXTS]} waiting={null} failed={(retry) => <OnceThereIsALine retry={retry} />}>
    <AsOf {...shown} />
  </LazyTextsProvider>
);

const OnceThereIsALine = ({ retry }: Readonly<{ retry: () => void }>) => {
  useEffect(() => {
    addEventListener('online', retry, { once: true });
    return () => removeEventListener('online', retry);
  }, []);
  return null;
};

const AsOf = ({ moment, heardAt }: Shown) => {
  const { language } = useMessages();
  const tell = usePaperTexts();
  usePageNumbers();
  return (
    <span class="on-paper">
      {moment ? (
        <MomentSaid moment={moment} />
      ) : (
        heardAt && tell('at.asOf.instant', { instant: instantText(heardAt.toISOString(), language) })
      )}
    </span>
  );
};
