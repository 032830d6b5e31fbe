import { useMessages } from '../../messages/use-messages.js';

/** Says of what was just listed that it has ended. `name`: undefined if nothing has. */
export const Ended = ({ name, said }: Readonly<{ name: string | undefined; said: string }>) => {
  const { say } = useMessages();
  return (
    <p class="small done" role="status">
      {name !== undefined && (
        <>
          <b>
            <bdi>{name}</bdi>
          </b>
          {say('text.colon')}
          {said}
        </>
      )}
    </p>
  );
};
