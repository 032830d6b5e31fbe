import { useMessages } from '../messages/use-messages.js';
import { type Language, LANGUAGES } from '#messages/languages.js';

/** The names of the languages, each in itself. */
const NAMES: Readonly<Record<Language, string>> = { en: 'English', fr: 'Français', zh: '中文', ar: 'العربية' };

export const LanguageChoice = () => {
  const { language, setLanguage, say } = useMessages();
  return (
    <select
      class="language"
      aria-label={say('nav.language')}
      value={language}
      onChange={({ currentTarget }) => setLanguage(currentTarget.value as Language)}
    >
      {LANGUAGES.map((one) => (
        <option key={one} value={one} lang={one}>
          {NAMES[one]}
        </option>
      ))}
    </select>
  );
};
