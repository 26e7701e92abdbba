import { act, fireEvent, render, screen, waitFor } from '@testing-library/react-native';
import '../../src/device/cryptography';
import { App } from '../../src/app';

declare const global: { testName: string };

const STACK = process.env.EXPO_PUBLIC_STACK ?? '';

test('signs in, proves a number, reads and writes', async () => {
  global.testName = `Alice ${Date.now()}`;
  const stack = await (await fetch(`${STACK}/stack.json`)).json();
  await render(<App />);
  await fireEvent.press(await screen.findByText('Create account or sign in', {}, { timeout: 20_000 }));
  const number = `+32475${String(Date.now()).slice(-6)}`;
  await fireEvent.changeText(await screen.findByLabelText('Phone number', {}, { timeout: 20_000 }), number);
  await fireEvent.press(screen.getByText('Send code'));
  const field = await screen.findByLabelText('Code', {}, { timeout: 20_000 });
  const codes = await (await fetch(`${stack.inbox}?to=${encodeURIComponent(number)}`)).json();
  await fireEvent.changeText(field, codes.at(-1).code);
  await waitFor(() => expect(screen.getByText('Start a conversation')).toBeTruthy(), { timeout: 40_000 });
  await act(async () => {});
});
