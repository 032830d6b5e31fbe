/**
 * The offered media type that an Accept header prefers (RFC 9110, section 12.5.1); of equal ones, the first. The most
 * specific range that fits a type gives its weight; a weight of 0 refuses it. What is no media range is passed over.
 * @returns undefined if it accepts none of them
 */
export const preferredType = (accept: string | undefined, offered: readonly string[]): string | undefined => {
  if (accept === undefined || accept.trim() === '') return offered[0];
  const ranges = accept.split(',').flatMap(rangeOf);
  let best: Readonly<{ type: string; weight: number }> | undefined;
  for (const type of offered) {
    const weight = weightOf(type, ranges);
    if (weight > (best?.weight ?? 0)) best = { type, weight };
  }
  return best?.type;
};

/**
 * The offered content coding that an Accept-Encoding header prefers (RFC 9110, section 12.5.3); of equal ones, the first.
 * @returns undefined for the identity coding, if it accepts none of them or prefers that
 */
export const preferredCoding = <Coding extends string>(
  acceptEncoding: string | undefined,
  offered: readonly Coding[],
): Coding | undefined => {
  const weights = new Map(
    (acceptEncoding ?? '').split(',').map((one) => {
      const [coding = '', ...parameters] = one.split(';').map((part) => part.trim().toLowerCase());
      return [coding, quality(parameters) ?? 0];
    }),
  );
  let best: Readonly<{ coding?: Coding; weight: number }> = { weight: weights.get('identity') ?? 0 };
  for (const coding of offered) {
    const weight = weights.get(coding) ?? weights.get('*') ?? 0;
    if (weight > best.weight) best = { coding, weight };
  }
  return best.coding;
};

/**
 * The offered language that an Accept-Language header prefers (RFC 9110, section 12.5.4); of equal ones, the first. `fr-CA` asks for `fr`
 * too. If it prefers none, the first one that is offered.
 */
export const preferredLanguage = <Language extends string>(
  acceptLanguage: string | undefined,
  offered: readonly Language[],
): Language => {
  const wanted = (acceptLanguage ?? '').split(',').flatMap((one) => {
    const [tag = '', ...parameters] = one.split(';').map((part) => part.trim().toLowerCase());
    const weight = quality(parameters);
    return weight === undefined ? [] : [{ language: tag.split('-')[0], weight }];
  });
  let best: Readonly<{ language: Language; weight: number }> = { language: offered[0]!, weight: 0 };
  for (const language of offered) {
    const named = wanted.filter((one) => one.language === language);
    const fitting = named.length > 0 ? named : wanted.filter((one) => one.language === '*');
    const weight = Math.max(0, ...fitting.map((one) => one.weight));
    if (weight > best.weight) best = { language, weight };
  }
  return best.language;
};

/** The weight among the parameters, 1 if there is none, undefined if it is malformed. */
const quality = (parameters: readonly string[]): number | undefined => {
  const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  if (q === undefined) return 1;
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(q) ? Number(q) : undefined;
};

type Range = Readonly<{ type: string; weight: number }>;

const rangeOf = (text: string): readonly Range[] => {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  if (!/^(?:\*\/\*|[\w!#$&^.+-]+\/(?:\*|[\w!#$&^.+-]+))$/.test(type)) return [];
  const weight = quality(parameters);
  return weight === undefined ? [] : [{ type, weight }];
};

const weightOf = (type: string, ranges: readonly Range[]): number => {
  for (const range of [type, `${type.split('/')[0]}/*`, '*/*']) {
    const weights = ranges.filter((one) => one.type === range).map(({ weight }) => weight);
    if (weights.length > 0) return Math.max(...weights);
  }
  return 0;
};
