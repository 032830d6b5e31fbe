/** The texts of feeds, loaded with the screens that show them. The other languages have the same messages with the same parameters. */
const english = {
  'feeds.title': 'In your own calendar',
  'feeds.what': 'An address for any calendar that takes one. It keeps itself up to date.',
  'feeds.upTo': 'It shows what you may see, at most what is marked {marking}.',
  'feeds.about': 'Meetings of',
  'feeds.name': 'Where you use it',
  'feeds.nameExample': 'My telephone',
  'feeds.make': 'Make an address',
  'feeds.address': 'Address of your calendar',
  'feeds.copy': 'Copy',
  'feeds.copied': 'Copied.',
  'feeds.copyFailed': 'The browser does not allow copying. The address is selected: copy it yourself.',
  'feeds.isKey': 'The address is a key: whoever has it reads these meetings.',
  'feeds.once': 'It is shown this once. Give it to nobody, and end it here if somebody else has it.',
  'feeds.close': 'I have it: show it no more',
  'feeds.yours': 'Your addresses',
  'feeds.notSeen': 'a negotiation that you do not see now',
  'feeds.madeAt': 'Made {time}.',
  'feeds.renewedAt': 'New address {time}.',
  'feeds.renew': 'New address',
  'feeds.end': 'End it',
  'feeds.renewMeans': 'The address that you have now ends at once. Whatever uses it needs the new one.',
  'feeds.endMeans': 'The address ends at once. Whatever uses it shows nothing new any more.',
  'feeds.ended': 'This address has ended.',
  'feeds.keep': 'Keep it',
  'feeds.until': 'Each ends by itself 30 days after you last used Rapporteur.',
  'feeds.how':
    'What has no single day comes as a task or with its words, and another account of a meeting in its notes, never as a second meeting.',
  'feeds.loading': 'Reading your addresses',
  'feeds.notDone': 'This was not done.',
  'feeds.unknown': 'It is not known whether this was done.',
  'feeds.lost': 'Check the connection, then do it again: nothing is made twice.',
  'feeds.tooOften':
    'You have changed your addresses too often. Do it again in {count, plural, one {# second} other {# seconds}}.',
  'feeds.tooMany': 'You have as many addresses as one may have. End one that you do not need, then make this one.',
  'feeds.gone': 'This address has ended already. Make another one if you need it.',
  'feeds.noNegotiation': 'This negotiation is not on record for you any more. Choose another one.',
  'feeds.unavailable': 'The service cannot keep addresses at the moment. Try again in a minute.',
  'feeds.mayNot': 'You may not have addresses. Whoever gives roles at your login can change that.',
} as const;

export type FeedsTextId = keyof typeof english;
export type FeedsTexts = Readonly<Record<FeedsTextId, string>>;
export default english as FeedsTexts;
