type Props = Readonly<{ issuer: string; subject: string; name?: string | undefined; ownIssuer: string }>;

/** A person as the login identifies them. The login itself is named if it is not that of the reader. */
export const Person = ({ issuer, subject, name, ownIssuer }: Props) => (
  <>
    {name !== undefined && name !== subject && (
      <b>
        <bdi>{name}</bdi>{' '}
      </b>
    )}
    <code dir="ltr">{subject}</code>
    {issuer !== ownIssuer && (
      <span class="dim small">
        {' '}
        <bdi>{issuer}</bdi>
      </span>
    )}
  </>
);
