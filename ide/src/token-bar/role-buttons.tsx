import { useSessionState } from "../session/session-context";

/** One button for each role of the demo; nothing outside a demo. */
export function RoleButtons() {
  const { demoRoles, role, chooseRole } = useSessionState();
  if (demoRoles.length === 0) return null;
  return (
    <div className="role-buttons" role="group" aria-label="Demo role">
      {demoRoles.map(({ label }) => (
        <button
          key={label}
          type="button"
          aria-pressed={label === role}
          onClick={() => void chooseRole(label)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
