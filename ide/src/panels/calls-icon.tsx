import type { SVGProps } from "react";

export function CallsIcon(props: SVGProps<SVGSVGElement>) {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" {...props}>
      <path d="M3 3v18" strokeLinecap="round" />
      <path d="M6.5 4h7v3.5h-7ZM10.5 10.25h10.5v3.5H10.5ZM13.5 16.5h5V20h-5Z" />
    </svg>
  );
}
