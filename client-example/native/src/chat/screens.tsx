import { NavigationContainer } from '@react-navigation/native';
import { createNativeStackNavigator, type NativeStackScreenProps } from '@react-navigation/native-stack';
import { englishChat } from '@sealed-stream/secure-chat/screens';
import { ConversationScreen, ThreadScreen } from './conversation-screen';
import { ConversationsScreen } from './conversations-screen';
import { MembersScreen } from './members-screen';
import { NewConversationScreen } from './new-conversation-screen';
import { ReportScreen } from './report-screen';
import { SafetyNumberScreen } from './safety-number-screen';

export type Routes = {
  conversations: undefined;
  newConversation: undefined;
  conversation: { cid: string };
  thread: { cid: string; messageId: string };
  members: { cid: string };
  safetyNumber: { userId: string; name: string };
  report: { cid: string; messageId: string; parentId?: string | undefined };
};
export type ScreenProps<Name extends keyof Routes> = NativeStackScreenProps<Routes, Name>;

const Stack = createNativeStackNavigator<Routes>();
const { windows, list, conversation } = englishChat;

/** The screens of somebody who is connected. */
export const Screens = () => (
  <NavigationContainer>
    <Stack.Navigator>
      <Stack.Screen name="conversations" component={ConversationsScreen} options={{ title: list.title }} />
      <Stack.Screen
        name="newConversation"
        component={NewConversationScreen}
        options={{ title: windows.newConversation }}
      />
      <Stack.Screen
        name="conversation"
        component={ConversationScreen}
        options={{ title: conversation.label }}
      />
      <Stack.Screen name="thread" component={ThreadScreen} options={{ title: conversation.thread }} />
      <Stack.Screen name="members" component={MembersScreen} options={{ title: windows.members }} />
      <Stack.Screen
        name="safetyNumber"
        component={SafetyNumberScreen}
        options={{ title: windows.safetyNumber }}
      />
      <Stack.Screen name="report" component={ReportScreen} options={{ title: windows.report }} />
    </Stack.Navigator>
  </NavigationContainer>
);
