/// The roles as which one may log in to a throwaway cluster, and who may.
///
/// The socket lies in a directory that only the server's user may enter. That alone is not enough where that user has
/// other processes, as `postgres` and `nobody` do: so the server asks the kernel who connects, and takes none but
/// processes of the user who made the cluster.
public enum ClusterRole {
    /// The superuser, and the only role that a new cluster has.
    public static let superuser = "converge"
    /// The role for code that is not trusted; the cluster's user makes it.
    public static let worker = "syncer"
    /// The role that looks at things beside such code, without a superuser's rights; the cluster's user makes it.
    public static let keeper = "keeper"

    private static let map = "converge"

    /// `pg_hba.conf`: over the socket only, as one of these roles only.
    static let hostFile = "local all \([superuser, worker, keeper].joined(separator: ",")) peer map=\(map)\n"

    /// `pg_ident.conf`: the operating system's user may be each of these roles.
    static func identityFile(user: String) -> String {
        let name = "\"\(user)\""
        return [superuser, worker, keeper].map { "\(map) \(name) \($0)\n" }.joined()
    }
}
