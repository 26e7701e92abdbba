import { useLanguage } from '../../language/language-provider.tsx';
import { isLanguage, LANGUAGES } from '../../language/languages.ts';
import { useChatTexts } from '../../texts/use-chat-texts.ts';

/** In which language the vendor's parts speak, and ours where the team has translated them. */
export const LanguageChoice = () => {
  const { language, choose } = useLanguage();
  const { list } = useChatTexts();
  return (
    <label className="language-choice">
      {list.language}
      <select
        value={language}
        onChange={({ target: { value } }) => {
          if (isLanguage(value)) choose(value);
        }}
      >
        {Object.entries(LANGUAGES).map(([code, name]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
};
