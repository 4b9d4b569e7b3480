/** The key that does what a button does: shown to who sees it; who hears it is told by the list of shortcuts. */
export function Key({ children }: { children: string }) {
  return (
    <span aria-hidden="true">
      <kbd>{children}</kbd>
    </span>
  );
}
