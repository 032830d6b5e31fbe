import { useEffect, useState } from 'preact/hooks';

/** What is waited for, said only once it takes long enough to be noticed. Its place is kept from the beginning. */
const NOTICED_MS = 400;

export const Loading = ({ children }: Readonly<{ children: string }>) => {
  const [isNoticed, notice] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => notice(true), NOTICED_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p class="loading" role="status">
      {isNoticed ? children : '\u00A0'}
    </p>
  );
};
