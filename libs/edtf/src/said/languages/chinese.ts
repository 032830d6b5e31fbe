import type { Grammar } from '../grammar.js';

const DIGITS = ['一', '二', '三', '四', '五', '六', '七', '八', '九'];
/** 1 to 31: 一, 十一, 二十, 三十一. */
const numerals: Readonly<Record<string, number>> = Object.fromEntries(
  Array.from({ length: 31 }, (_, n) => {
    const [tens, ones] = [Math.floor((n + 1) / 10), (n + 1) % 10];
    const ten = tens === 0 ? '' : tens === 1 ? '十' : `${DIGITS[tens - 1]}十`;
    return [`${ten}${ones === 0 ? '' : DIGITS[ones - 1]}`, n + 1];
  }),
);
const months = Object.fromEntries(
  Object.entries(numerals)
    .filter(([, n]) => n <= 12)
    .flatMap(([numeral, n]) => [`${numeral}月`, `${n}月`, `0${n}月`].map((name) => [name, n])),
);
const weekdays = Object.fromEntries(
  ['周', '星期', '礼拜'].flatMap((week) => [
    ...DIGITS.slice(0, 6).map((digit, n) => [`${week}${digit}`, n + 1]),
    [`${week}日`, 0],
    [`${week}天`, 0],
  ]),
);
const quarters = Object.fromEntries(
  DIGITS.slice(0, 4).flatMap((digit, n) =>
    [`第${digit}季度`, `${digit}季度`, `第${n + 1}季度`, `${n + 1}季度`, `q${n + 1}`].map((name) => [name, n + 1]),
  ),
);

const chinese: Grammar = {
  words: {
    month: months,
    weekday: weekdays,
    part: {
      初: 'early',
      中: 'mid',
      底: 'late',
      末: 'late',
      上旬: 'firstTen',
      中旬: 'secondTen',
      下旬: 'lastTen',
    },
    season: { 春: 3, 春天: 3, 春季: 3, 夏: 6, 夏天: 6, 夏季: 6, 秋: 9, 秋天: 9, 秋季: 9, 冬: 12, 冬天: 12, 冬季: 12 },
    unit: {
      天: 'day',
      日: 'day',
      周: 'week',
      星期: 'week',
      个星期: 'week',
      礼拜: 'week',
      个礼拜: 'week',
      周末: 'weekend',
      月: 'month',
      个月: 'month',
      季度: 'quarter',
      个季度: 'quarter',
      年: 'year',
    },
    which: {
      上: -1,
      上个: -1,
      上一: -1,
      上一个: -1,
      去: -1,
      这: 0,
      这个: 0,
      本: 0,
      今: 0,
      下: 1,
      下个: 1,
      下一: 1,
      下一个: 1,
      明: 1,
    },
    number: { ...numerals, 两: 2 },
    quarter: quarters,
    half: { 上半年: 1, 下半年: 2, 上半月: 1, 下半月: 2 },
    offset: {
      大前天: -3,
      前天: -2,
      前日: -2,
      昨天: -1,
      昨日: -1,
      昨晚: -1,
      今天: 0,
      今日: 0,
      今早: 0,
      今晚: 0,
      明天: 1,
      明日: 1,
      后天: 2,
      大后天: 3,
    },
  },
  dayEnding: '',
  numbers: 'monthFirst',
  weekBegins: [1],
  isDense: true,
  forms: [
    ['{offset}', 'offset'],
    ['(近期|不久后|不久之后|很快|即将|未来(几|数)(天|日|周|个月))', 'soon'],
    ['(最近|近日|日前|前不久|不久前)', 'lately'],
    ['(再过)?{n}{unit}(后|之后|以后)', 'later'],
    ['再过{n}{unit}', 'later'],
    ['{n}{unit}(前|之前|以前)', 'earlier'],
    ['(在)?(过去|最近|近)(的)?{n}{unit}(里|内|中)?', 'past'],
    ['(在)?(未来|今后|接下来)(的)?{n}{unit}(里|内|中)?', 'coming'],
    ['{n}{unit}(内|之内|以内)', 'coming'],
    ['前{unit}', 'periodBeforeLast'],
    ['后{unit}', 'periodAfterNext'],
    ['{which}{unit}', 'period'],
    ['{which}{unit}(年|月)?{part}', 'partOfPeriod'],
    ['{unit}{part}', 'partOfPeriod'],
    ['{which}(个)?{weekday}', 'weekdayInWeek'],
    ['{weekday}', 'weekday'],
    ['({year}年)?{month}{day}(日|号)?([(]?{weekday}[)]?)?', 'day'],
    ['{which}年{month}{day}(日|号)?', 'dayInYear'],
    ['{which}月{day}(日|号)', 'dayOfMonth'],
    ['{day}(日|号)([(]?{weekday}[)]?)?', 'dayOfMonth'],
    ['(从|在)?({year}年)?{month}{day}(日|号)?(至|到|-|~|和){day2}(日|号)?(之间|期间)?', 'days'],
    ['({year}年)?{month}(份)?', 'month'],
    ['{which}年{month}(份)?', 'monthInYear'],
    ['(从|在)?({year}年)?{month}(至|到|-|~|和){month2}(之间|期间)?', 'months'],
    ['({year}年)?{month}{part}', 'partOfMonth'],
    ['{which}年{month}{part}', 'partOfMonth'],
    ['{year}年(年)?{part}', 'partOfYear'],
    ['({year}年)?{quarter}', 'quarter'],
    ['{which}年{quarter}', 'quarter'],
    ['({year}年)?{half}', 'half'],
    ['{which}年{half}', 'half'],
    ['({year}年)?{month}{half}', 'halfOfMonth'],
    ['({year}年)?{season}', 'season'],
    ['{which}年{season}', 'season'],
    ['{year}(年)?', 'year'],
    ['{year}[/.]{a}[/.]{b}', 'yearMonthDay'],
    ['{a}[/.-]{b}[/.-]({year}|{yy})', 'numbers'],
    ['{a}[/.]{b}', 'numbers'],
    ['{date}(那|这|当|所在)(的)?(一)?(周|星期)', 'week'],
    ['{date}(左右|前后|上下)', 'around'],
    ['(大约|大概|约)(在)?{date}', 'around'],
    ['(从|自|在)?{date}(至|到|~|和){date2}(之间|期间)?', 'range'],
    ['{date}-{date2}', 'range'],
    ['(可能|或许|也许)(在|是)?{date}', 'perhaps'],
    ['{date}[?]', 'perhaps'],
    ['(在)?{date}(之前|以前|前)', 'before'],
    ['(截至|截止到|截止|直到|不迟于|最迟|最晚){date}', 'until'],
    ['(在)?{date}(之后|以后|后)', 'after'],
    ['(自|从|自从)?{date}(起|以来|开始)', 'since'],
    ['(自|从|自从){date}', 'since'],
    ['(在|于){date}', 'same'],
  ],
};
export default chinese;
