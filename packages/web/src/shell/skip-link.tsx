import { mainId } from './use-route-focus.ts';

/** The first thing the keyboard reaches: over the header, to the page. */
export function SkipLink() {
  const skip = () => {
    document.getElementById(mainId)?.focus();
  };
  // A button: the document's base would make a fragment link lead home.
  return (
    <button type="button" className="sw-skip" onClick={skip}>
      Skip to content
    </button>
  );
}
