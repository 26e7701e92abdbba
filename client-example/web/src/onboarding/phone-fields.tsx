import type { CountryCode } from 'libphonenumber-js/min';
import { type Ref, useState } from 'react';
import { useSetUpTexts } from '../texts/use-set-up-texts.ts';
import { listCountries } from './countries.ts';
import { countryOf, readPhoneNumber, wrongLength } from './read-phone-number.ts';

type Props = {
  ref: Ref<HTMLInputElement>;
  country: CountryCode;
  number: string;
  /** It was sent and is no number. */
  isRefused: boolean;
  onChange: (country: CountryCode, number: string) => void;
};

const REFUSALS = { short: 'digitsMissing', long: 'tooManyDigits', other: 'notANumber' } as const;

/** The country and the number. A number that begins with `+` chooses its country itself. */
export const PhoneFields = ({ ref, country, number, isRefused, onChange }: Props) => {
  const texts = useSetUpTexts().phone;
  const [countries] = useState(() => listCountries(navigator.languages));
  const parsed = readPhoneNumber(number, country);
  return (
    <>
      <div className="field">
        <label htmlFor="country">{texts.country}</label>
        <select
          id="country"
          value={country}
          autoComplete="country"
          onChange={(event) => onChange(event.target.value as CountryCode, number)}
        >
          {countries.map(({ code, name, callingCode }) => (
            <option key={code} value={code}>
              {name} (+{callingCode})
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor="phone">{texts.number}</label>
        <input
          id="phone"
          ref={ref}
          type="tel"
          autoComplete="tel"
          value={number}
          maxLength={128}
          aria-invalid={isRefused}
          aria-describedby="phone-help"
          onChange={({ target }) => onChange(countryOf(target.value) ?? country, target.value)}
        />
      </div>
      <p id="phone-help" className={isRefused ? 'field-error' : 'field-help'} aria-live="polite">
        {isRefused
          ? texts[REFUSALS[wrongLength(number, country) ?? 'other']]
          : parsed
            ? texts.goesTo(parsed.formatInternational())
            : texts.help}
      </p>
    </>
  );
};
