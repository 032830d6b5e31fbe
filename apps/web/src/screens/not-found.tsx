import { Link } from 'wouter-preact';
import { useMessages } from '../messages/use-messages.js';
import { Top } from '../parts/top.js';

export const NotFound = () => {
  const { say } = useMessages();
  return (
    <>
      <Top skip={say('list.skip')} screens={[{ name: say('list.title'), address: '/' }]} />
      <main id="main">
        <h1 class="headline">{say('notFound.title')}</h1>
        <p>
          <Link href="/">{say('list.title')}</Link>
        </p>
      </main>
    </>
  );
};
