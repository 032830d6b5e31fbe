import type { Schema } from './schema.js';

/** Since which day something is deprecated, from which day on it may be gone (in UTC), and what to use in its place. */
export type Deprecation = Readonly<{ since: string; sunset?: string; instead: string }>;
/** What of a route is deprecated: all of it, or some of its parameters. */
export type Deprecations = Readonly<{ route?: Deprecation; parameters?: Readonly<Record<string, Deprecation>> }>;

const DEPRECATED = Symbol('deprecated');

/** A parameter that is deprecated. Whoever sends it is told. */
export const deprecated = <T>(schema: Schema<T>, deprecation: Deprecation): Schema<T> => {
  const { description = '' } = schema as Readonly<{ description?: string }>;
  return {
    ...schema,
    deprecated: true,
    description: `${description} Deprecated: ${inWords(deprecation)}`.trim(),
    [DEPRECATED]: deprecation,
  };
};

const inWords = ({ since, sunset, instead }: Deprecation): string =>
  `since ${since}${sunset === undefined ? '' : `, and gone from ${sunset} on at the earliest`}. Use ${instead}.`;

/** What the OpenAPI document says of a route. */
export const inDocument = (
  deprecation: Deprecation | undefined,
): Readonly<{ deprecated?: true; description?: string }> =>
  deprecation === undefined ? {} : { deprecated: true, description: `Deprecated: ${inWords(deprecation)}` };

export const deprecationsIn = ({
  deprecated: route,
  parameters,
}: Readonly<{ deprecated?: Deprecation; parameters: Readonly<Record<string, Schema>> }>): Deprecations => ({
  ...(route && { route }),
  parameters: Object.fromEntries(
    Object.entries(parameters).flatMap(([name, schema]) => {
      const { [DEPRECATED]: one } = schema as { [DEPRECATED]?: Deprecation };
      return one === undefined ? [] : [[name, one]];
    }),
  ),
});
