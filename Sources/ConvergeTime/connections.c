#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "settled.h"

#define ESTABLISHED 1

static int diagnosis = -2;

static bool holds_back(const struct nlmsghdr *message) {
    const struct inet_diag_msg *connection = NLMSG_DATA(message);
    if (connection->idiag_wqueue == 0) return false;
    int length = (int)message->nlmsg_len - (int)NLMSG_LENGTH(sizeof *connection);
    // What follows are attributes, laid out as the kernel's `rtattr`.
    const char *place = (const char *)(connection + 1);
    while (length >= 4) {
        unsigned short size, kind;
        memcpy(&size, place, 2);
        memcpy(&kind, place + 2, 2);
        if (size < 4) return false;
        if (kind == INET_DIAG_INFO) {
            struct tcp_info info;
            memset(&info, 0, sizeof info);
            const size_t count = (size_t)size - 4;
            memcpy(&info, place + 4, count < sizeof info ? count : sizeof info);
            return info.tcpi_unacked > 0 && info.tcpi_notsent_bytes > 0;
        }
        const int step = (size + 3) & ~3;
        place += step;
        length -= step;
    }
    return false;
}

static bool ask(unsigned char family) {
    struct {
        struct nlmsghdr head;
        struct inet_diag_req_v2 body;
    } request;
    memset(&request, 0, sizeof request);
    request.head.nlmsg_len = sizeof request;
    request.head.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    request.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    request.body.sdiag_family = family;
    request.body.sdiag_protocol = IPPROTO_TCP;
    request.body.idiag_ext = 1 << (INET_DIAG_INFO - 1);
    request.body.idiag_states = 1 << ESTABLISHED;
    return send(diagnosis, &request, sizeof request, 0) == sizeof request;
}

static bool any_holds_back(unsigned char family) {
    static _Alignas(8) char answer[1 << 16];
    if (!ask(family)) return false;
    bool is_found = false;
    while (1) {
        ssize_t length = recv(diagnosis, answer, sizeof answer, 0);
        if (length <= 0) return is_found;
        for (struct nlmsghdr *message = (struct nlmsghdr *)answer; NLMSG_OK(message, length);
             message = NLMSG_NEXT(message, length)) {
            if (message->nlmsg_type == NLMSG_DONE || message->nlmsg_type == NLMSG_ERROR) return is_found;
            if (holds_back(message)) is_found = true;
        }
    }
}

bool connections_hold_back(void) {
    // Where the kernel does not tell, -1: both sides are then trusted to send at once.
    if (diagnosis == -2) diagnosis = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    if (diagnosis < 0) return false;
    return any_holds_back(AF_INET) || any_holds_back(AF_INET6);
}
