import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ErrorBoundary } from 'react-error-boundary';
import * as z from 'zod/mini';
import { App } from './app.tsx';
import { LanguageProvider } from './language/language-provider.tsx';
import { CrashScreen } from './ui/crash-screen.tsx';
import './ui/theme.css';
import './ui/parts.css';

// zod would otherwise try `new Function`, which the content-security policy refuses.
z.config({ jitless: true });

/**
 * Nothing is asked again behind the person's back: a challenge costs money, and the core repeats what is safe to repeat.
 * Nothing waits in silence for a network either: the person is told.
 */
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      retry: false,
      networkMode: 'always',
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      staleTime: Infinity,
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <LanguageProvider>
      <ErrorBoundary FallbackComponent={CrashScreen}>
        <QueryClientProvider client={queries}>
          <App />
        </QueryClientProvider>
      </ErrorBoundary>
    </LanguageProvider>
  </StrictMode>,
);
