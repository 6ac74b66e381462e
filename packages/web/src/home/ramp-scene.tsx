/** A ship of containers on its slipway. */
export function RampScene() {
  return (
    <svg className="sw-ramp-scene" viewBox="0 0 420 300" aria-hidden="true" focusable="false">
      <path
        className="sw-scene-water"
        d="M0 246 C70 236 120 256 190 246 S320 236 420 248 V300 H0Z"
      />
      <path className="sw-scene-ramp" d="M40 250 420 150 V176 L60 270Z" />
      <g className="sw-scene-posts">
        <path d="M150 228v22M220 210v34M290 191v50M360 173v66" />
      </g>
      <g transform="translate(4 31) rotate(-14.7 220 170)">
        <g className="sw-scene-boxes">
          <rect x="130" y="92" width="46" height="30" rx="3" data-tone="0" />
          <rect x="180" y="92" width="46" height="30" rx="3" data-tone="1" />
          <rect x="230" y="92" width="46" height="30" rx="3" data-tone="2" />
          <rect x="155" y="58" width="46" height="30" rx="3" data-tone="2" />
          <rect x="205" y="58" width="46" height="30" rx="3" data-tone="0" />
          <rect x="180" y="24" width="46" height="30" rx="3" data-tone="1" />
          <rect x="290" y="70" width="34" height="52" rx="3" data-tone="3" />
        </g>
        <path className="sw-scene-hull" d="M84 126 H352 L332 178 H118 C100 178 90 156 84 126Z" />
        <path className="sw-scene-line" d="M93 148 H343" />
      </g>
      <path className="sw-scene-wave" d="M0 262 C70 252 120 272 190 262 S320 252 420 264" />
    </svg>
  );
}
