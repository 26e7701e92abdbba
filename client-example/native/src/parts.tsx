import { useProblemWords } from '@sealed-stream/secure-chat/react';
import { useMutation } from '@tanstack/react-query';
import type { PropsWithChildren } from 'react';
import {
  ActivityIndicator,
  Alert,
  Pressable,
  ScrollView,
  StyleSheet,
  Text,
  TextInput,
  type TextInputProps,
} from 'react-native';

type Asked = { title: string; what: string; yes: string; no: string };

/** Asks once; false when the person does not want it, or looks away. */
export const agrees = ({ title, what, yes, no }: Asked): Promise<boolean> =>
  new Promise((resolve) => {
    const buttons = [
      { text: no, style: 'cancel' as const, onPress: () => resolve(false) },
      { text: yes, style: 'destructive' as const, onPress: () => resolve(true) },
    ];
    Alert.alert(title, what, buttons, { cancelable: true, onDismiss: () => resolve(false) });
  });

/** The body of a screen, which scrolls. */
export const Screen = ({ children }: PropsWithChildren) => (
  <ScrollView contentContainerStyle={styles.screen} keyboardShouldPersistTaps="handled">
    {children}
  </ScrollView>
);

/** Of a screen, or of a part of it. */
export const Title = ({ children }: PropsWithChildren) => (
  <Text accessibilityRole="header" style={styles.title}>
    {children}
  </Text>
);

/** A paragraph. */
export const Words = ({ children }: PropsWithChildren) => <Text style={styles.words}>{children}</Text>;

/** What went wrong: read aloud when it comes up. */
export const Problem = ({ children }: PropsWithChildren) =>
  children ? (
    <Text accessibilityRole="alert" style={styles.problem}>
      {children}
    </Text>
  ) : null;

/** A screen of its own that says what is waited for. */
export const Waiting = ({ children }: PropsWithChildren) => (
  <Screen>
    <ActivityIndicator />
    <Words>{children}</Words>
  </Screen>
);

type ActionProps = Omit<ButtonProps, 'onPress' | 'isBusy'> & {
  /** Done when the button is pressed; what it throws is said above it. */
  onPress: () => Promise<unknown>;
  onDone?: () => void;
};

/** A button for something that takes its time and may fail. */
export const Action = ({ onPress, onDone, ...button }: ActionProps) => {
  const problemWords = useProblemWords();
  const acting = useMutation({ mutationFn: onPress, ...(onDone && { onSuccess: onDone }) });
  return (
    <>
      <Problem>{acting.error && problemWords(acting.error)}</Problem>
      <Button {...button} isBusy={acting.isPending} onPress={() => acting.mutate()} />
    </>
  );
};

type ButtonProps = PropsWithChildren<{
  onPress: () => void;
  label?: string;
  isBusy?: boolean;
  isOff?: boolean;
  isQuiet?: boolean;
}>;

/** `label` says what it does to who does not see what is around it. */
export const Button = ({
  children,
  onPress,
  label,
  isBusy = false,
  isOff = false,
  isQuiet = false,
}: ButtonProps) => (
  <Pressable
    accessibilityRole="button"
    accessibilityLabel={label}
    accessibilityState={{ busy: isBusy, disabled: isBusy || isOff }}
    disabled={isBusy || isOff}
    onPress={onPress}
    style={[styles.button, isQuiet && styles.quiet, isOff && styles.off]}
  >
    {isBusy ? (
      <ActivityIndicator />
    ) : (
      <Text style={isQuiet ? styles.quietWords : styles.buttonWords}>{children}</Text>
    )}
  </Pressable>
);

/** One line to type in, or several. */
export const Field = (props: TextInputProps) => <TextInput style={styles.field} {...props} />;

const styles = StyleSheet.create({
  screen: { gap: 12, padding: 20 },
  title: { fontSize: 22, fontWeight: '600' },
  words: { fontSize: 16, lineHeight: 22 },
  problem: { color: '#a3141f', fontSize: 16, lineHeight: 22 },
  button: { alignItems: 'center', backgroundColor: '#1f5c4d', borderRadius: 10, minHeight: 48, padding: 12 },
  buttonWords: { color: '#fff', fontSize: 16, fontWeight: '600' },
  quiet: { backgroundColor: 'transparent', borderColor: '#1f5c4d', borderWidth: 1 },
  quietWords: { color: '#1f5c4d', fontSize: 16 },
  off: { opacity: 0.5 },
  field: {
    borderColor: '#8a938f',
    borderRadius: 10,
    borderWidth: 1,
    fontSize: 18,
    minHeight: 48,
    padding: 12,
  },
});
