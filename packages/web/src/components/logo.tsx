/** The mark: a hull on its ramp. */
export function LogoMark({ size = 28 }: { size?: number }) {
  return (
    <svg
      className="sw-logo-mark"
      width={size}
      height={size}
      viewBox="0 0 32 32"
      aria-hidden="true"
      focusable="false"
    >
      <path className="sw-logo-hull" d="M3.5 9.2 20 5.4v6.1l5.9-1.4-2.7 7.6L6.2 21.6z" />
      <path className="sw-logo-ramp" d="M2 26.4 30 20v3.6L2 30z" />
    </svg>
  );
}
