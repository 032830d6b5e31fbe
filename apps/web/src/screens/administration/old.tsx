import { useAdministrationTexts } from '../../messages/administration-texts.js';
import { useMessages } from '../../messages/use-messages.js';

/** Says that what is shown could not be read again. `isInTheWay`: what somebody is about to do rests on it. */
export const Old = ({ retry, isInTheWay = false }: Readonly<{ retry: () => void; isInTheWay?: boolean }>) => {
  const { say } = useMessages();
  const tell = useAdministrationTexts();
  return (
    <p class="small" role={isInTheWay ? 'alert' : 'status'}>
      {tell('admin.old')}{' '}
      <button type="button" class="plain" onClick={retry}>
        {say('trouble.retry')}
      </button>
    </p>
  );
};
