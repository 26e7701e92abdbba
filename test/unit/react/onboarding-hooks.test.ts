import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createElement, Fragment } from 'react';
import { MessagingApiError, SecureChatError } from '../../../client-example/secure-chat/src/errors.ts';
import type { OnboardingState } from '../../../client-example/secure-chat/src/identity/onboarding.ts';
import { createOnboardingFlow } from '../../../client-example/secure-chat/src/react/onboarding/onboarding-flow.ts';
import { useCountdown } from '../../../client-example/secure-chat/src/react/onboarding/use-countdown.ts';
import { useOnboarding } from '../../../client-example/secure-chat/src/react/use-onboarding.ts';
import type { SecureChat } from '../../../client-example/secure-chat/src/secure-chat.ts';
import { acting, renderHook } from '../../support/render-hook.ts';
import { provided } from './shared-chat.ts';

const NOW = 1_000_000;
const phone = { phoneNumber: '+32470000001' };
const NEEDED: OnboardingState = { state: 'auth-factor-needed', isReturning: true, authFactorHint: '•• 01' };
const SENT: OnboardingState = { state: 'code-sent', authFactor: phone, mustAuthenticate: true };
const READY: OnboardingState = { state: 'ready' };

/** Answers or throws what the test has laid down, in turn. */
const scripted = (...outcomes: (OnboardingState | Error)[]) => {
  const calls: string[] = [];
  const next = (call: string) => async () => {
    calls.push(call);
    const outcome = outcomes.shift();
    if (!outcome || outcome instanceof Error) throw outcome;
    return outcome;
  };
  const listeners = new Set<(state: OnboardingState) => void>();
  const onboarding = {
    resume: next('resume'),
    begin: next('begin'),
    finish: next('finish'),
    subscribe: (told: (state: OnboardingState) => void) => {
      listeners.add(told);
      return () => void listeners.delete(told);
    },
  };
  const flow = createOnboardingFlow(onboarding, () => NOW);
  return {
    calls,
    flow,
    onboarding,
    listeners,
    tell: (state: OnboardingState) => listeners.forEach((told) => void told(state)),
  };
};
const bare = (inside: React.ReactNode) => createElement(Fragment, null, inside);

describe('useOnboarding', () => {
  it('finds where the person stands, once for all who ask, and leads to the chat', async () => {
    const { calls, flow } = scripted(NEEDED, SENT, READY);
    const { latest } = await renderHook(() => [useOnboarding(flow), useOnboarding(flow)] as const, bare);
    const view = () => latest()[0];
    expect(view()).toMatchObject({ step: { name: 'auth-factor' }, isReturning: true, hint: '•• 01' });
    await acting(() => view().begin(phone));
    expect(view()).toMatchObject({
      step: { name: 'code', authFactor: phone, mustAuthenticate: true },
      mayAskAt: NOW + 30_000,
      pending: null,
    });
    await acting(() => view().finish('code'));
    expect(view().step).toEqual({ name: 'ready' });
    expect(calls).toEqual(['resume', 'begin', 'finish']);
  });

  it('says after five wrong codes that only a new one helps, and counts anew for that', async () => {
    const wrong = () => new SecureChatError('WRONG_CODE');
    const { flow } = scripted(SENT, wrong(), wrong(), wrong(), wrong(), wrong(), SENT, wrong());
    const { latest } = await renderHook(() => useOnboarding(flow), bare);
    const ways: unknown[] = [];
    for (let tries = 0; tries < 5; tries++) {
      await acting(() => latest().finish('code'));
      ways.push(latest().problem?.wayOn);
    }
    expect(ways).toEqual(['retry', 'retry', 'retry', 'retry', 'new-code']);
    expect(latest().problem?.words).toContain('Ask for a new one.');
    await acting(() => latest().begin(phone));
    await acting(() => latest().finish('code'));
    expect(latest().problem?.wayOn).toBe('retry');
  });

  it('says what failed and the way on, keeps the step, and forgets the failure with the next call', async () => {
    const { flow } = scripted(SENT, new SecureChatError('CODE_SPENT'), READY);
    const { latest } = await renderHook(() => useOnboarding(flow), bare);
    await acting(() => latest().finish('code'));
    expect(latest()).toMatchObject({
      step: { name: 'code' },
      failed: { call: 'finish' },
      problem: { wayOn: 'new-code', words: expect.stringContaining('used up before') },
    });
    await acting(() => latest().finish('code'));
    expect(latest()).toMatchObject({ step: { name: 'ready' }, failed: null, problem: null });
  });

  it('says that another device is waited for, while it is, and comes back to the code when that fails', async () => {
    const { flow, tell, onboarding, listeners } = scripted(SENT, { ...SENT, isAnother: true });
    const { latest } = await renderHook(() => useOnboarding(flow), bare);
    let end: (error?: Error) => void = () => {};
    const answered = onboarding.finish;
    onboarding.finish = () =>
      new Promise((resolve, reject) => {
        end = (error) => (error ? reject(error) : resolve(answered()));
      });
    for (const [error, step] of [
      [new Error('offline'), { name: 'code' }],
      [undefined, { name: 'code', isAnother: true }],
    ] as const) {
      await acting(() => void latest().finish('code'));
      await acting(() => tell({ state: 'other-device' }));
      expect(latest()).toMatchObject({ step: { name: 'other-device' }, pending: 'finish' });
      await acting(async () => end(error));
      expect(latest()).toMatchObject({ step, pending: null });
    }
    expect(latest().mayAskAt).toBe(NOW + 30_000);
    expect(listeners.size).toBe(0);
  });

  it('does not ask again by itself where the person stands', async () => {
    const { calls, flow } = scripted(new Error('offline'), NEEDED);
    const rendered = await renderHook(() => useOnboarding(flow), bare);
    await renderHook(() => useOnboarding(flow), bare); // another screen, that says what failed
    expect(rendered.latest()).toMatchObject({ step: { name: 'starting' }, failed: { call: 'resume' } });
    expect(calls).toEqual(['resume']);
    await acting(() => rendered.latest().resume());
    expect(rendered.latest().step.name).toBe('auth-factor');
  });

  it('waits as long as the backend asks for, and not after another number was asked for', async () => {
    const tooMany = new MessagingApiError('CHALLENGE_RATE_LIMITED', { retryAfterSeconds: 90 });
    const { flow } = scripted(NEEDED, tooMany);
    const { latest } = await renderHook(() => useOnboarding(flow), bare);
    await acting(() => latest().begin(phone));
    expect(latest().mayAskAt).toBe(NOW + 90_000);
    await acting(() => latest().changeAuthFactor());
    expect(latest()).toMatchObject({ step: { name: 'auth-factor' }, mayAskAt: 0, failed: null });
  });

  it('takes the flow of the provider, and says what is missing without one', async () => {
    const { onboarding } = scripted(READY);
    const { latest } = await renderHook(
      () => useOnboarding(),
      provided({ onboarding } as Partial<SecureChat>),
    );
    expect(latest().step.name).toBe('ready');
    await expect(renderHook(() => useOnboarding(), bare)).rejects.toThrow('SecureChatProvider');
  });
});

describe('useCountdown', () => {
  afterEach(() => void jest.useRealTimers());

  it('counts whole seconds down to nothing', async () => {
    jest.useFakeTimers({ now: NOW });
    const { latest } = await renderHook(() => useCountdown(NOW + 61_000), bare);
    expect(latest()).toEqual({ seconds: 61, text: '1:01' });
    await acting(() => jest.advanceTimersByTime(59_500));
    expect(latest().text).toBe('0:02');
    await acting(() => jest.advanceTimersByTime(2000));
    expect(latest()).toEqual({ seconds: 0, text: '0:00' });
  });
});
