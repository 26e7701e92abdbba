import type { Goal, Row } from '../bench.ts';

export type Judged = { goal: Goal; measured: number; isMet: boolean };

/** What `value` is beside its floor, and how many times the alternative takes; undefined where there is none. */
export const ratiosOf = ({
  value,
  floor,
  alternative,
}: Row): { overFloor?: number; belowAlternative?: number } => ({
  ...(floor && { overFloor: value.median / floor.median }),
  ...(alternative && { belowAlternative: alternative.median / value.median }),
});

/** Each goal of a row beside what was measured, by the medians. Throws when a goal speaks of a floor or an alternative that was not measured. */
export const judgeGoals = (row: Row): Judged[] =>
  (row.goals ?? []).map((goal) => {
    const measured = measuredFor(goal, row);
    if (measured === undefined || Number.isNaN(measured))
      throw new Error(`${row.name}: nothing was measured for its goal ${goal.of}`);
    return {
      goal,
      measured,
      isMet: goal.of === 'belowAlternative' ? measured >= goal.atLeast : measured <= goal.atMost,
    };
  });

const measuredFor = (goal: Goal, row: Row): number | undefined =>
  goal.of === 'value' ? row.value.median : ratiosOf(row)[goal.of];
