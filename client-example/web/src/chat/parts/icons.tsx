const common = {
  width: 18,
  height: 18,
  viewBox: '0 0 24 24',
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 2,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
  'aria-hidden': true,
} as const;

export const LockIcon = () => (
  <svg {...common} aria-hidden="true">
    <rect x="4" y="11" width="16" height="10" rx="2" />
    <path d="M8 11V7a4 4 0 0 1 8 0v4" />
  </svg>
);

export const WarningIcon = () => (
  <svg {...common} aria-hidden="true">
    <path d="M12 3 2 20h20L12 3zM12 10v4M12 17.5v.01" />
  </svg>
);

export const PeopleIcon = () => (
  <svg {...common} aria-hidden="true">
    <circle cx="9" cy="8" r="4" />
    <path d="M2 21a7 7 0 0 1 14 0M16 4a4 4 0 0 1 0 8M22 21a7 7 0 0 0-4-6.3" />
  </svg>
);

export const PersonIcon = () => (
  <svg {...common} aria-hidden="true">
    <circle cx="12" cy="8" r="4" />
    <path d="M4 21a8 8 0 0 1 16 0" />
  </svg>
);

export const BackIcon = () => (
  <svg {...common} aria-hidden="true">
    <path d="m15 5-7 7 7 7" />
  </svg>
);

export const PlusIcon = () => (
  <svg {...common} aria-hidden="true">
    <path d="M12 5v14M5 12h14" />
  </svg>
);

export const SignOutIcon = () => (
  <svg {...common} aria-hidden="true">
    <path d="M14 4h5v16h-5M4 12h11M11 8l4 4-4 4" />
  </svg>
);
