/** Chooses one of an index's platforms. */
export function PlatformChoice({
  platforms,
  value,
  onChange,
}: {
  platforms: readonly string[];
  value: string;
  onChange: (platform: string) => void;
}) {
  return (
    <div className="sw-platforms">
      {[...new Set(platforms)].map((platform) => (
        <button
          key={platform}
          type="button"
          className="sw-platform-choice"
          aria-pressed={platform === value}
          onClick={() => onChange(platform)}
        >
          {platform}
        </button>
      ))}
    </div>
  );
}
