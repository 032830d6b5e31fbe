/** On Apple’s keyboards, a letter with Option is another letter: "ø", or in Polish "ó". */
export const typesWithAlt = (platform: string): boolean => /^(?:Mac|iP)/.test(platform);
