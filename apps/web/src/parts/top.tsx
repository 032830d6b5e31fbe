import type { ComponentChildren } from 'preact';
import { Link } from 'wouter-preact';
import { useMessages } from '../messages/use-messages.js';
import { LanguageChoice } from './language-choice.js';
import { Live } from './live.js';
import { Who } from './who.js';

type Screen = Readonly<{ name: string; address?: string }>;
/** `screens`: those to choose from; the one without an address is shown. */
type Props = Readonly<{
  skip: string;
  screens: readonly Screen[];
  /** On a screen that asks the service nothing. */
  isAlone?: boolean;
  children?: ComponentChildren;
}>;

/** On a phone the names of the screens are wider than it. */
const showInNav = (current: HTMLElement | null) => current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });

/** The head of each screen: skip link, screens, who is signed in, language. */
export const Top = ({ skip, screens, isAlone = false, children }: Props) => {
  const { say } = useMessages();
  return (
    <>
      <a class="skip" href="#main">
        {skip}
      </a>
      <header class="top">
        <Link class="brand" href="/">
          Rapporteur
        </Link>
        <nav aria-label={say('nav.screens')}>
          <ul>
            {screens.map(({ name, address }) => (
              <li key={name}>
                {address === undefined ? (
                  <span aria-current="page" ref={showInNav}>
                    {name}
                  </span>
                ) : (
                  <Link href={address}>{name}</Link>
                )}
              </li>
            ))}
          </ul>
        </nav>
        <div class="tools">
          {children}
          {!isAlone && (
            <>
              <Live />
              <Who />
            </>
          )}
          <LanguageChoice />
        </div>
      </header>
    </>
  );
};
