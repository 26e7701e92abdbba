import { useLanguage } from '../../language/language-provider.tsx';
import { isLanguage, LANGUAGES } from '../../language/languages.ts';
import { useWindowTexts } from '../../texts/use-windows-texts.ts';

/** In which language the vendor's parts speak, and ours where the team has translated them. */
export const LanguageChoice = () => {
  const { language, choose } = useLanguage();
  const texts = useWindowTexts().account;
  return (
    <label className="language-choice">
      {texts.language}
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
