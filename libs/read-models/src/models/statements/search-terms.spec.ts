import { afterAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { anyCharacter } from '#formats/testing/any-character.js';
import { ftsQuery, parseSearch } from './search-query.js';
import { foldedTerm, foldedText, isIn, PHRASE_WORDS, termsOf, termsOfAll } from './search-terms.js';
import { isRefusal } from '#domain/decider.js';
import { statementsFor } from '../../projection/layout.js';
import { scopedTerms } from '../../projection/scoped-terms.js';
import { statements } from './statements.js';

const db = new Database(':memory:');
for (const { sql } of statementsFor(statements, 'plain')) db.exec(sql);
afterAll(() => void db.close());

const SCOPE = '0a1b2c3d4e';
/** The query for what was typed; undefined if it is refused, or excludes only. */
const queryFor = (typed: string, scopes?: readonly string[]): string | undefined => {
  const clauses = parseSearch(typed);
  if (isRefusal(clauses) || clauses.every(({ isExcluded }) => isExcluded)) return undefined;
  return ftsQuery(clauses, scopes);
};
const hasLongPhrase = (typed: string): boolean => {
  const clauses = parseSearch(typed);
  return isRefusal(clauses) && clauses.refused === 'search-phrase-too-long';
};
/** Whether a search in these scopes finds one of these texts, which are in one of them. */
const findsIn = (scopes: readonly string[], scope: string, typed: string, texts: readonly string[]): boolean => {
  const query = queryFor(typed, scopes);
  if (query === undefined) return false;
  db.prepare('DELETE FROM statement_search').run();
  const words = scopedTerms(termsOfAll(texts), scope);
  db.prepare('INSERT INTO statement_search (rowid, words) VALUES (1, ?)').run(words);
  return db.prepare('SELECT 1 FROM statement_search WHERE statement_search MATCH ?').get(query) !== undefined;
};
/** Whether a search finds one of these texts, with or without a scope. */
const finds = (typed: string, ...texts: readonly string[]): boolean => {
  const found = findsIn([''], '', typed, texts);
  expect(findsIn(['ffffffffff', SCOPE], SCOPE, typed, texts)).toBe(found);
  return found;
};

const GILL = 'A “high-level technical” Chinese delegation will arrive in Brussels on Thursday, Šefčovič said.';
const WORD = /[\p{L}\p{N}]/u;
const MOFCOM = '商务部：中方对稀土出口管制的立场是一贯的，外国组织和个人出口dual-use物项须申请许可。';

describe('a search in a scope', () => {
  it.each(['delegation', '"delegation will arrive"', 'deleg*', 'sefcovic'])(
    'finds %s there, and nowhere else',
    (typed) => {
      expect(findsIn([SCOPE], SCOPE, typed, [GILL])).toBe(true);
      expect(findsIn(['ffffffffff'], SCOPE, typed, [GILL])).toBe(false);
      expect(findsIn([], SCOPE, typed, [GILL])).toBe(false);
    },
  );
});

describe('a search in statements', () => {
  it.each([
    ['a word', 'delegation'],
    ['a word in capitals', 'DELEGATION'],
    ['a name without its accents', 'sefcovic'],
    ['a name with its accents', 'Šefčovič'],
    ['the same accents as combining marks', 'Šefčovič'.normalize('NFD')],
    ['several words in any order', 'thursday brussels'],
    ['a phrase', '"delegation will arrive"'],
    ['a phrase in typographic quotes', '„technical chinese delegation“'],
    ['words with a hyphen', 'high-level'],
    ['the start of a word', 'deleg*'],
    ['a phrase with a truncated last word', '"chinese deleg"*'],
    ['a quote that is not closed', '"delegation arrive'],
    ['full-width letters', 'Ｂｒｕｓｓｅｌｓ'],
  ])('finds %s', (_, typed) => expect(finds(typed, GILL)).toBe(true));

  it.each([
    ['a part of a word', 'legation'],
    ['words of which one is missing', 'delegation Berlin'],
    ['a phrase in another order', '"arrive will delegation"'],
    ['the start of a word in quotes', '"deleg*"'],
    ['a text without a word', '… “” * () -'],
    ['an empty text', ''],
  ])('does not find %s', (_, typed) => expect(finds(typed, GILL)).toBe(false));

  it.each([
    '稀',
    '稀土',
    '稀土出',
    '稀土出口管制',
    '"出口管制的立场"',
    '稀土*',
    '稀土 许可',
    '出口dual-use物项',
    '出口dual*',
  ])('finds %s in a Chinese text', (typed) => expect(finds(typed, MOFCOM)).toBe(true));
  it.each(['土稀', '稀出', '制度', '一贯外国', '出口物项', '欧盟'])('does not find %s in a Chinese text', (typed) =>
    expect(finds(typed, MOFCOM)).toBe(false),
  );

  const KOREAN = '한국 정부는 희토류 수출통제에 우려를 표명했다.';
  const THAI = 'กระทรวงพาณิชย์ไม่เห็นด้วยกับมาตรการควบคุมการส่งออกแร่ที่สำคัญ';
  const KHMER = 'រដ្ឋាភិបាល\u200Bកម្ពុជា\u200Bគាំទ្រ\u200Bការ\u200Bចរចា';
  it.each([
    ['정부', KOREAN],
    ['수출', KOREAN],
    ['통제', KOREAN],
    ['희토류 수출', KOREAN],
    ['"정부는 희토"', KOREAN],
    ['정부'.normalize('NFD'), KOREAN],
    ['정부', KOREAN.normalize('NFD')],
    ['กระทรวง', THAI],
    ['มาตรการ', THAI],
    ['สำคัญ', THAI],
    ['ที่ ส่งออก', THAI],
    ['ที่สำคัญ', THAI.normalize('NFD')],
    ['កម្ពុជា', KHMER],
    ['កម្ពុជាគាំទ្រ', KHMER],
    ['ການເຈລະຈາ', 'ລັດຖະບານສະໜັບສະໜູນການເຈລະຈາ'],
    ['ဆွေးနွေး', 'အစိုးရသည်ဆွေးနွေးပွဲကိုထောက်ခံသည်'],
    ['レアアース', '中国はレアアースの輸出規制を強化した'],
    ['ﾚｱｱｰｽ', '中国はレアアースの輸出規制を強化した'],
    ['きょう', '協議はきょう始まる'],
  ])('finds %s in %s', (typed, text) => expect(finds(typed, text)).toBe(true));
  it.each([
    ['부정', KOREAN],
    ['"통제 희토"', '통제희토'],
    ['정부희토', KOREAN],
    ['กัน', 'กิน'],
    ['ไม้', THAI],
    ['ที่สำคัญ', 'ทีสำคัญ'],
    ['កម្ពុជារដ្ឋ', KHMER],
  ])('does not find %s in %s', (typed, text) => expect(finds(typed, text)).toBe(false));
  it.each([
    ['Arabic without vowel and doubling marks', 'أيضا جدا', 'أيضًا جدًّا قال الوزيرُ'],
    ['Arabic with vowels that the text does not have', 'الوزيرُ', 'قال الوزير'],
    ['Arabic without hamza', 'اعلن', 'أَعلنَ الوزير'],
    ['an Arabic word with kashida', 'الأمن', 'الأمــن القومي'],
    ['Persian typed on an Arabic keyboard', 'ايراني', 'ایرانی'],
    ['Hebrew without points', 'שלום', 'שָׁלוֹם'],
    ['Greek in capitals', 'ΑΘΗΝΑ ΔΙΑΛΟΓΟΣ', 'Ο διάλογος στην Αθήνα'],
    ['Greek without accents', 'Αθηνα', 'Αθήνα'],
    ['Russian without diaeresis', 'Королев', 'Артём Королёв'],
    ['Russian with stress marks', 'переговоры', 'перегово́ры'],
    ['German in capitals', 'MASSNAHMEN', 'Maßnahmen'],
    ['a Polish name without stroke', 'Walesa', 'Wałęsa'],
    ['a Danish name without stroke', 'Lokke', 'Løkke'],
    ['a Croatian name without stroke', 'Dindic', 'Đinđić'],
    ['a French word without ligature', 'coeur oeuvre', 'Au cœur de l’Œuvre'],
    ['a Turkish name without dots', 'Yildiz', 'Yıldız'],
  ])('finds %s', (_, typed, text) => {
    expect(finds(typed, text)).toBe(true);
    expect(finds(text, text)).toBe(true);
  });
  it('distinguishes different letters', () => {
    expect(finds('бои', 'бой')).toBe(false);
    expect(finds('іжак', 'їжак')).toBe(false);
  });

  it('does not split a word at combining or invisible characters', () => {
    expect(finds('वार्ता', 'व्यापार वार्ता')).toBe(true);
    expect(finds('वारता', 'व्यापार वार्ता')).toBe(false);
    expect(finds('negotiation', 'nego\u00ADtiation')).toBe(true);
    expect(finds('葛城', '葛\u{E0100}城')).toBe(true);
    expect(finds('"talks resume"', 'talks ❤️ resume')).toBe(true);
  });

  it('treats other signs as blanks', () => {
    expect(finds('Gill, (Wang)', 'Gill Wang')).toBe(true);
    expect(finds('^Wang', 'Gill Wang')).toBe(true);
    expect(finds('+Gill {Wang} - 10:30 https://example.org/x', 'Gill Wang 10 30 https example org x')).toBe(true);
    expect(finds('"words:Gill"', 'words Gill')).toBe(true);
  });
  it('finds no phrase across two texts', () => {
    expect(finds('"controls unjustified"', 'controls', 'unjustified')).toBe(false);
    expect(finds('controls unjustified', 'controls', 'unjustified')).toBe(true);
    expect(finds('稀土', '稀', '土')).toBe(false);
  });
  it('is undefined without a word to search for', () => {
    for (const typed of ['', ' ', '"', '""', '"" *', '***', '()', '🇪🇺', '，。', '\0', '\uD800', '́'])
      expect(parseSearch(typed)).toMatchObject({ refused: 'search-without-words' });
  });
});

describe('a long phrase', () => {
  const repeated = (word: string, times: number) => Array<string>(times).fill(word);
  const phrases = (times: number): readonly string[] => [
    `"${repeated('rare', times).join(' ')}"`,
    `“${repeated('rare', times).join(' ')}”`,
    repeated('rare', times).join('-'),
    repeated('稀', times).join(''),
    repeated('稀', times).join('，'),
    repeated('稀a', Math.ceil(times / 2)).join(''),
    repeated('정', times).join(''),
    repeated('й', times).join('.'),
    `gill ${repeated('稀', times).join('')}`,
  ];
  it('has more words, or characters of a script without spaces, than a phrase may have', () => {
    for (const typed of phrases(PHRASE_WORDS)) expect([typed, hasLongPhrase(typed)]).toEqual([typed, false]);
    for (const typed of phrases(PHRASE_WORDS + 1)) expect([typed, hasLongPhrase(typed)]).toEqual([typed, true]);
  });
  it('is not one of many words without quotes', () =>
    expect(hasLongPhrase(repeated('rare', 100).join(' '))).toBe(false));
  const signs = fc.constantFrom('稀', '土', 'a', 'b', ' ', '-', '"', '*', '정', 'й', '.', 'ก์', 'é');
  it('is the only search that gives SQLite more terms in a phrase than twice that many', () => {
    fc.assert(
      fc.property(fc.string({ unit: signs, maxLength: 300 }), (typed) => {
        const phrases = queryFor(typed)?.split(' AND ') ?? [];
        const most = Math.max(0, ...phrases.map((phrase) => phrase.match(/[\p{L}\p{N}\p{M}]+/gu)?.length ?? 0));
        expect(hasLongPhrase(typed) || most < 2 * PHRASE_WORDS).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a term in a name', () => {
  const named = (typed: string, name: string): boolean => {
    const clauses = parseSearch(`by:${typed}`);
    return !isRefusal(clauses) && isIn(foldedTerm(clauses[0]!.anyOf[0]!), foldedText(name));
  };
  it.each([
    ['Wang', 'WANG Wentao'],
    ['sefcovic', 'Maroš Šefčovič'],
    ['ŠEFČOVIČ', 'Maros Sefcovic'],
    ['"Olof Gill"', 'Mr Olof Gill'],
    ['Šef*', 'Maroš Šefčovič'],
    ['"Maroš Šef"*', 'Maroš Šefčovič'],
    ['王', '王文涛'],
    ['文涛', '王文涛部长'],
    ['Walesa', 'Lech Wałęsa'],
    ['정부', '한국 정부'],
  ])('is %s in %s', (typed, name) => expect([typed, named(typed, name)]).toEqual([typed, true]));
  it.each([
    ['Wan', 'Wang Wentao'],
    ['"Gill Olof"', 'Olof Gill'],
    ['涛文', '王文涛'],
    ['กัน', 'กิน'],
    ['Gill', ''],
  ])('is not %s in %s', (typed, name) => expect(named(typed, name)).toBe(false));
  it('is found in a name as the index finds it in a text', () => {
    const names = fc.string({
      unit: fc.constantFrom('稀', '土', 'a', 'B', 'é', ' ', '-', 'й', '정', 'ก์', '.'),
      maxLength: 12,
    });
    fc.assert(
      fc.property(names, names, fc.boolean(), (name, part, begins) => {
        const typed = `"${part}"${begins ? '*' : ''}`;
        fc.pre(WORD.test(part));
        expect(named(typed, name)).toBe(finds(typed, name));
      }),
      { numRuns: 500 },
    );
  });
});

describe('the terms of a text', () => {
  it('are the words of the text if they are separated', () => expect(termsOf(GILL.normalize('NFKC'))).toBe(GILL));
  it('are single characters and pairs otherwise', () =>
    expect(termsOf('中方：稀土a')).toBe(' 中 中方 方 : 稀 稀土 土 a'));

  const han = fc.oneof(
    fc.constantFrom('稀', '土', '出', '口', '管', '制', '的'),
    fc.integer({ min: 0x4e00, max: 0x9fff }).map((code) => String.fromCodePoint(code)),
    fc.integer({ min: 0x20000, max: 0x2a6df }).map((code) => String.fromCodePoint(code)),
  );
  const run = fc.array(han, { minLength: 1, maxLength: 30 });
  const other = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.constantFrom('，', ' ', 'dual-use', '"', '的'),
  );

  it('make every part of a Chinese text findable', () =>
    fc.assert(
      fc.property(other, run, other, fc.nat(), fc.nat(), (before, characters, behind, a, b) => {
        const start = a % characters.length;
        const part = characters.slice(start, start + 1 + (b % (characters.length - start))).join('');
        const text = before + characters.join('') + behind;
        expect(finds(part, text)).toBe(true);
        expect(finds(`"${part}"`, 'another text', text)).toBe(true);
      }),
    ));
  it('find only parts of a Chinese text', () =>
    fc.assert(
      fc.property(run, fc.array(han, { minLength: 1, maxLength: 4 }), (characters, part) => {
        expect(finds(part.join(''), characters.join(''))).toBe(characters.join('').includes(part.join('')));
      }),
    ));
  const syllables = fc.array(
    fc.constantFrom(...Array.from('한국정부수출통제กิที่นส่ง้ไมำກີ່ນາភាសាខ្មែរမြန်မာတို့あいアース稀土'.normalize('NFKC'))),
    { minLength: 1, maxLength: 12 },
  );
  it('find exactly the parts of texts in scripts with combining vowels and tones', () =>
    fc.assert(
      fc.property(syllables, syllables, fc.nat(), fc.nat(), (characters, others, a, b) => {
        const text = characters.join('').normalize('NFKC');
        const start = a % text.length;
        const part = text.slice(start, start + 1 + (b % (text.length - start)));
        fc.pre(WORD.test(part) && part.normalize('NFKC') === part);
        expect(finds(part, text)).toBe(true);
        const other = others.join('').normalize('NFKC');
        if (WORD.test(other)) expect(finds(other, text)).toBe(text.includes(other));
      }),
    ));
  it('are found by their own text, whatever it is', () =>
    fc.assert(
      fc.property(fc.stringMatching(/^[\w\s.,:;*(){}^+'-]{0,60}$/), (text) => {
        expect(finds(`"${text}"`, text)).toBe(/[A-Za-z0-9]/.test(text));
      }),
    ));
});

describe('a query', () => {
  const syntax = fc.constantFrom(
    '"',
    '""',
    '*',
    'AND',
    'OR',
    'NOT',
    'NEAR(',
    ')',
    '(',
    ':',
    '^',
    '-',
    '+',
    '{',
    '}',
    ' ',
    "'",
    '\0',
    '稀土',
    'a',
    '; DROP',
  );
  it('is valid for SQLite, whatever was typed', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: anyCharacter, maxLength: 500 }),
          fc.string({ unit: 'grapheme', maxLength: 500 }),
          fc.array(syntax, { maxLength: 300 }).map((parts) => parts.join('')),
          fc.array(syntax, { maxLength: 300 }).map((parts) => parts.join(' ')),
        ),
        (typed) => {
          expect(() => finds(typed, typed)).not.toThrow();
        },
      ),
      { numRuns: 300 },
    ));
});
