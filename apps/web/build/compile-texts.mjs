import { compiled } from '../src/messages/compiled.ts';

/** The files of texts, one for each language; and those of the service that the page says, too. */
const TEXTS =
  /\/src\/messages\/[a-z-]+-(?:en|fr|zh|ar)\.ts$|\/libs\/messages\/src\/languages\/[a-z]+-(?:dates|facts)\.ts$/;

/** Compiles the texts of the page while it is built: no page needs the parser of ICU MessageFormat. */
export const compileTexts = () => ({
  name: 'compile-texts',
  async transform(code, id) {
    if (!TEXTS.test(id.split('?')[0])) return undefined;
    const { default: texts } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
    const all = Object.entries(texts).map(([name, text]) => [name, compiled(text)]);
    return { code: `export default ${JSON.stringify(Object.fromEntries(all))};`, map: null };
  },
});
