/** A marking as it is typed: lists have commas between their entries. */
export type TypedMarking = Readonly<{ level: string; compartments: string; originator: string; handling: string }>;
export type NewMarking = Readonly<{
  level: string;
  compartments?: readonly string[];
  originator?: string;
  handling?: readonly string[];
}>;

/** What is sent: nothing for what is empty. */
export const markingTyped = ({ level, compartments, originator, handling }: TypedMarking): NewMarking => {
  const [all, ways, by] = [entriesOf(compartments), entriesOf(handling), originator.trim()];
  return {
    level,
    ...(all.length > 0 && { compartments: all }),
    ...(by !== '' && { originator: by }),
    ...(ways.length > 0 && { handling: ways }),
  };
};

/** Commas of any script. */
const entriesOf = (text: string): readonly string[] =>
  text
    .split(/[,،，、]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
