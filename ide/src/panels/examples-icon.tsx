import type { SVGProps } from "react";

export function ExamplesIcon(props: SVGProps<SVGSVGElement>) {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" {...props}>
      <path d="M12 3v3M4.9 6.9 7 9M19.1 6.9 17 9M2.5 14h3M18.5 14h3" strokeLinecap="round" />
      <path d="M9 18.5c0-1.6-2-2.4-2-5a5 5 0 0 1 10 0c0 2.6-2 3.4-2 5Z" />
      <path d="M9.5 21.5h5" strokeLinecap="round" />
    </svg>
  );
}
