import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Unreachable } from '../api/answer.js';
import { useMessages } from '../messages/use-messages.js';
import { Loading } from './loading.js';
import { Trouble } from './trouble.js';

type Loaded<P> = ComponentType<P> | Error;

/**
 * A part of the page that is loaded when it is first shown, or before that by `preload`. `Frame`: the element around what is shown until
 * it has come.
 */
export const lazily = <P extends object>(load: () => Promise<ComponentType<P>>, Frame: 'main' | 'div') => {
  let loaded: ComponentType<P> | undefined;
  const begin = async (): Promise<Loaded<P>> => {
    try {
      return (loaded ??= await load());
    } catch (error) {
      return new Unreachable(error);
    }
  };
  const Lazy = (props: P) => {
    const { say } = useMessages();
    const [came, setCame] = useState<Readonly<{ as: Loaded<P> | undefined }>>({ as: loaded });
    const ask = () => {
      setCame({ as: undefined });
      void begin().then((as) => setCame({ as }));
    };
    useEffect(() => {
      if (loaded === undefined) ask();
    }, []);
    const { as: Part } = came;
    if (Part !== undefined && !(Part instanceof Error)) return <Part {...props} />;
    return (
      <Frame id="main">
        {Part === undefined ? <Loading>{say('board.loading')}</Loading> : <Trouble error={Part} retry={ask} />}
      </Frame>
    );
  };
  Lazy.preload = () => void begin();
  return Lazy;
};
