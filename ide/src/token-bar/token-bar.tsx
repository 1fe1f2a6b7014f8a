import icon from "../icon.svg";
import { RoleButtons } from "./role-buttons";
import { TokenField } from "./token-field";

/** Whose eyes to look through: the demo's roles, and a field for any other token. */
export function TokenBar() {
  return (
    <div className="token-bar">
      <h1 className="page-title">
        <img src={icon} alt="" width="24" height="24" />
        Podero GraphQL Gateway
      </h1>
      <RoleButtons />
      <TokenField />
    </div>
  );
}
