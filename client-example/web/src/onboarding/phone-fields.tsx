import type { CountryCode } from 'libphonenumber-js/min';
import { type Ref, useState } from 'react';
import { listCountries } from './countries.ts';
import { countryOf, readPhoneNumber } from './read-phone-number.ts';

type Props = {
  ref: Ref<HTMLInputElement>;
  country: CountryCode;
  number: string;
  /** It was sent and is no number. */
  isRefused: boolean;
  onChange: (country: CountryCode, number: string) => void;
};

/** The country and the number. A number that begins with `+` chooses its country itself. */
export const PhoneFields = ({ ref, country, number, isRefused, onChange }: Props) => {
  const [countries] = useState(() => listCountries(navigator.languages));
  return (
    <>
      <div className="field">
        <label htmlFor="country">Country</label>
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
        <label htmlFor="phone">Phone number</label>
        <input
          id="phone"
          ref={ref}
          type="tel"
          autoComplete="tel"
          value={number}
          maxLength={32}
          aria-invalid={isRefused}
          aria-describedby="phone-help"
          onChange={({ target }) => onChange(countryOf(target.value) ?? country, target.value)}
        />
      </div>
      <p id="phone-help" className={isRefused ? 'field-error' : 'field-help'} aria-live="polite">
        {isRefused ? 'This is not a phone number of that country. Check the digits.' : help(number, country)}
      </p>
    </>
  );
};

const help = (number: string, country: CountryCode): string => {
  const parsed = readPhoneNumber(number, country);
  return parsed
    ? `The code goes to ${parsed.formatInternational()}.`
    : 'As you would dial it, or with + and the country.';
};
